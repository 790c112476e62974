import json


def handler(event, context):
    with open("/opt/rates.json") as rates:
        return json.load(rates)
