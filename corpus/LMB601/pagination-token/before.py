NEXT_TOKEN_FIELD = "nextToken2Page9Value"


def handler(event, context):
    return {"length": len(NEXT_TOKEN_FIELD)}
