visits = {}


def handler(event, context):
    visits[event["page"]] = visits.get(event["page"], 0) + 1
    return visits[event["page"]]
