from users import create_user, table


def handler(event, context):
    create_user(event)
    table.reload()
    return {"statusCode": 201}
