from users import create_user


def handler(event, context):
    create_user(event)
    return {"statusCode": 201}
