history = []


def handler(event, context):
    history.append(event["text"])
    return {"answer": " / ".join(history)}
