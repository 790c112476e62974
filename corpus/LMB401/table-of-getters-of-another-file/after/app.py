from tables import users_table


def handler(event, context):
    users = users_table()
    try:
        users.put_item(
            Item={"UserId": event["user_id"], "UserName": event["user_name"]},
            ConditionExpression="attribute_not_exists(UserId)",
        )
    except users.meta.client.exceptions.ConditionalCheckFailedException:
        # the item is there already: a repeated event, or a retry of a write that had gone through
        pass
    return {"statusCode": 201}
