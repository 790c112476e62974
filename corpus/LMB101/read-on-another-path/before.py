notes = []


def handler(event, context):
    if event["action"] == "list":
        return notes
    notes.append(event["note"])
    return "added"
