totals = {}


def begin(event):
    global totals
    if event.get("fresh"):
        totals = {}


def add(item):
    totals[item["sku"]] = item["price"]


def handler(event, context):
    global totals
    totals = {}
    begin(event)
    for item in event["items"]:
        add(item)
    return totals
