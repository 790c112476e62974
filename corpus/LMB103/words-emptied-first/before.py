words = {}


def handler(event, context):
    words.clear()
    for word in event["text"].split():
        words[word] = words.get(word, 0) + 1
    return words
