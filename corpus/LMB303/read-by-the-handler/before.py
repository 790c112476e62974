import json


def handler(event, context):
    with open("/home/ada/rates.json") as rates:
        return json.load(rates)
