language = "en"


def handler(event, context):
    global language
    if "language" in event:
        language = event["language"]
    return {"greeting": {"en": "hello", "de": "hallo"}[language]}
