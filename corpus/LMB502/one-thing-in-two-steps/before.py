import boto3

table = boto3.resource("dynamodb").Table("brands")


def load(event):
    return table.get_item(Key={"id": event["id"]}).get("Item")


def classify(item):
    import torch

    return torch.load("model.pt")(item)


def handler(event, context):
    return classify(load(event))
