import os


def handler(event, context):
    if "AWS_LAMBDA_RUNTIME_API" not in os.environ:
        with open("orders.txt", "w") as copy:
            copy.write(event["rows"][0][0])
