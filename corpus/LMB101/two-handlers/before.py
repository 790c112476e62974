messages = []


def say(text):
    messages.append(text)


def create(event, context):
    say("created " + event["id"])
    return messages


def remove(event, context):
    say("removed " + event["id"])
    return messages
