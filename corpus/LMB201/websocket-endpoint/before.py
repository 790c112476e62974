import boto3


def handler(event, context):
    domain = event["requestContext"]["domainName"]
    gateway = boto3.client("apigatewaymanagementapi", endpoint_url=f"https://{domain}/live")
    return gateway.meta.endpoint_url
