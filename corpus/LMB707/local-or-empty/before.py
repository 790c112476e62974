def handler(event, context):
    query = event["queryStringParameters"] or {}
    word = "Hi"
    if "word" in query:
        word = query["word"]
    return word
