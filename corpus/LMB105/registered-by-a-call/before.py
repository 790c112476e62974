actions = {}


def register(name, action):
    actions[name] = action


register("double", lambda value: value * 2)


def handler(event, context):
    return actions[event["action"]](event["value"])
