import boto3

dynamodb = boto3.resource("dynamodb")
machines = boto3.client("stepfunctions")
table = dynamodb.Table("Users")


def handler(event, context):
    started = machines.start_execution(stateMachineArn=event["machine"])
    table.put_item(Item={"UserId": event["user_id"], "Run": started["executionArn"]})
