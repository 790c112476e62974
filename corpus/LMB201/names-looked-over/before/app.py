import commands


def handler(event, context):
    if "help" in event:
        return sorted(name for name in dir(commands) if callable(getattr(commands, name)))
    return commands.region()
