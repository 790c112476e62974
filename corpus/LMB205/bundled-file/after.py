import json
from functools import cache


@cache
def load_prices():
    with open("prices.json") as file:
        return json.load(file)


def handler(event, context):
    prices = load_prices()
    return prices[event["sku"]]
