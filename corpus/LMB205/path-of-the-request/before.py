import json


def handler(event, context):
    with open(event["file"]) as file:
        prices = json.load(file)
    return prices[event["sku"]]
