language = "en"


def handler(event, context):
    global language
    if "language" in event:
        language = event["language"]
    else:
        language = "en"
    return {"greeting": {"en": "hello", "de": "hallo"}[language]}
