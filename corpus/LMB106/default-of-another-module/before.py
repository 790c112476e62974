def handler(event, context, words=str.split):
    return words(event["text"])
