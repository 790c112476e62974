import json


def handler(event, context):
    with open("rates.json") as rates:
        return json.load(rates)
