PRICES = {"small": 3, "large": 5}


def handler(event, context):
    prices = dict(PRICES)
    prices["small"] = event["small"]
    return prices
