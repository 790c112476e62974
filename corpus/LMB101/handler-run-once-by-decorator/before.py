import functools

names = []


def logged(function):
    @functools.wraps(function)
    def run(event, context):
        return function(event, context)

    return run


@logged
def handler(event, context):
    names.append(event["name"])
    return {"count": len(names)}
