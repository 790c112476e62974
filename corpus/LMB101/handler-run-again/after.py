import functools


def logged(function):
    @functools.wraps(function)
    def run(event, context):
        return [function(event, context) for _ in range(2)][-1]

    return run


@logged
def handler(event, context):
    names = []
    names.append(event["name"])
    return {"count": len(names)}
