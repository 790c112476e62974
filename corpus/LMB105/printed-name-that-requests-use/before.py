import os


def load():
    return {"stage": os.environ.get("STAGE", "dev")}


settings = load()
print("settings", len(settings))


def handler(event, context):
    return settings["stage"]
