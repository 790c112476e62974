import pandas


def handler(event, context):
    return pandas.__version__
