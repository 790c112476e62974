def handler(event, context):
    language = "en"
    if "language" in event:
        language = event["language"]
    return {"greeting": {"en": "hello", "de": "hallo"}[language]}
