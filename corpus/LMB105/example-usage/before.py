import boto3

dynamodb = boto3.client("dynamodb")


def get_user(user_id):
    answer = dynamodb.get_item(TableName="users", Key={"id": {"S": user_id}})
    return answer.get("Item")


def handler(event, context):
    return get_user(event["user"])


# Example usage
user = get_user("1")
print(user)
dynamodb.close()
