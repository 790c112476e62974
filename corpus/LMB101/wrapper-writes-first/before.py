import functools

steps = []


def traced(function):
    @functools.wraps(function)
    def wrapper(event, context):
        steps.append("begin")
        return function(event, context)

    return wrapper


@traced
def handler(event, context):
    steps.append(event["step"])
    return list(steps)
