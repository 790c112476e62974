words = []


def handler(event, context):
    words.append(event["text"])
    return {"answer": " / ".join(words)}
