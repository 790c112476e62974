def handler(event, context):
    words = []
    words.append(event["text"])
    return {"answer": " / ".join(words)}
