KEY_ID = "AKIAIOSFODNN7EXAMPLE"


def handler(event, context):
    return {"length": len(KEY_ID)}
