import json


def handler(event, context):
    with open("prices.json") as file:
        prices = json.load(file)
    return prices[event["sku"]]
