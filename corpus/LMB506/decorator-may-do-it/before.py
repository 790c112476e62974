import functools


def each(function):
    @functools.wraps(function)
    def run(event, context):
        try:
            return function(event, context)
        except KeyError:
            return {"failed": True}

    return run


def serve(body):
    raise KeyError(body)


@each
def handler(event, context):
    for record in event["Records"]:
        serve(record["body"])
