import settings


def handler(event, context):
    settings.user = "nobody"
    settings.use(event)
    return settings.user
