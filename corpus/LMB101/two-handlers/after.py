messages = []


def say(text):
    messages.append(text)


def create(event, context):
    global messages
    messages = []
    say("created " + event["id"])
    return messages


def remove(event, context):
    global messages
    messages = []
    say("removed " + event["id"])
    return messages
