def handler(event, context):
    return open("C:\\data\\rates.json").read()
