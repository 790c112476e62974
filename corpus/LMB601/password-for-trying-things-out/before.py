password = "TestPassword123!"


def handler(event, context):
    return len(password)
