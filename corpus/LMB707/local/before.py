def handler(event, context):
    query = event["queryStringParameters"]
    word = "Hi"
    if "word" in query:
        word = query["word"]
    return word
