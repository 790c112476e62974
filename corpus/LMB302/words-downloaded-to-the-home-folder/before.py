import nltk

nltk.download("punkt")


def handler(event, context):
    return nltk.word_tokenize(event["text"])
