registered = 0


def register(name):
    global registered
    registered += 1
    return name


register("hello")


def handler(event, context):
    return registered
