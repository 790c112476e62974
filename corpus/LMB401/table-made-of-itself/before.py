def handler(event, context):
    try:
        users = users.Table("Users")
        users.put_item(Item={"UserId": event["user_id"], "UserName": event["user_name"]})
    except UnboundLocalError:
        return {"statusCode": 500}
    return {"statusCode": 201}
