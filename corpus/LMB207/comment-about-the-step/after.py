import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("totals")


def handler(event, context):
    # write the total to the table
    return f"{event['total']} in {table.name}"
