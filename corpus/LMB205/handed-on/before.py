import json


def price(prices, sku):
    return prices[sku]


def handler(event, context):
    with open("prices.json") as file:
        prices = json.load(file)
    return price(prices, event["sku"])
