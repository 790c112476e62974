routes = {}


def route(path):
    def register(function):
        routes[path] = function
        return function

    return register


@route("/hello")
def hello(event):
    return "hello " + event["name"]


def handler(event, context):
    return routes[event["path"]](event)
