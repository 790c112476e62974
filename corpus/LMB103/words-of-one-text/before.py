words = {}


def handler(event, context):
    for word in event["text"].split():
        words[word] = words.get(word, 0) + 1
    return words
