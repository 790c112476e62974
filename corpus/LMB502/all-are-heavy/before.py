import boto3
import torch

table = boto3.resource("dynamodb").Table("brands")

model = torch.load("model.pt")


def handler(event, context):
    if event["action"] == "classify":
        return model(event["logo"])
    if event["action"] == "compare":
        return [model(event["logo"]), model(event["other"])]
    return table.name
