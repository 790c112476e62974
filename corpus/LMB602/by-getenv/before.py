import os


def handler(event, context):
    return len(os.getenv("PAYMENT_API_KEY", ""))
