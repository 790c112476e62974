parser = None


def handler(event, context):
    global parser
    if parser is None:
        parser = {"separator": event.get("separator", ",")}
    return event["line"].split(parser["separator"])
