class Settings:
    name = None


def handler(event, context):
    if Settings.name is None:
        Settings.name = event["name"]
    return Settings.name
