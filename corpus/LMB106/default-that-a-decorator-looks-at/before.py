import functools


def traced(function):
    @functools.wraps(function)
    def inner(*given):
        return [len(function.__defaults__), function(*given)]

    return inner


@traced
def label(name, labels=[]):
    labels.append(name)
    return len(labels)


def handler(event, context):
    return label(event["name"])
