import stores

table = stores.users()


def handler(event, context):
    table.put_item(
        Item={"UserId": event["user_id"], "UserName": event["user_name"]},
        ConditionExpression="attribute_not_exists(UserId)",
    )
