import settings
from settings import user


def handler(event, context):
    settings.use(event)
    return [user, settings.user]
