from tables import users_table


def handler(event, context):
    users = users_table()
    users.put_item(Item={"UserId": event["user_id"], "UserName": event["user_name"]})
    return {"statusCode": 201}
