totals = {}


def begin():
    global totals
    totals = {}


def add(item):
    totals[item["sku"]] = item["price"]


def handler(event, context):
    begin()
    for item in event["items"]:
        add(item)
    return totals
