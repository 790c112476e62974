import torch


def handler(event, context):
    return torch.__version__
