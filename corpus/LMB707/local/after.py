def handler(event, context):
    query = event.get("queryStringParameters") or {}
    word = "Hi"
    if "word" in query:
        word = query["word"]
    return word
