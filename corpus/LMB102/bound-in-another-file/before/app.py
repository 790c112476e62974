import settings


def handler(event, context):
    settings.use(event)
    return settings.user
