SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders-AbCdEf"


def handler(event, context):
    return {"length": len(SECRET)}
