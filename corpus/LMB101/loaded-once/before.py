countries = []


def load():
    if not countries:
        countries.extend(["at", "be", "ch"])
    return countries


def handler(event, context):
    return event["country"] in load()
