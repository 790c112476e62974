import commands


def handler(event, context):
    if "help" in event:
        return sorted(name for name in dir(handler) if callable(getattr(handler, name)))
    return commands.region()
