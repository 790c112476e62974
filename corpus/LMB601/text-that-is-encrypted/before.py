token = "AQICAHhqHsHaqsdkjAHsdkjahsd812371hKJHSDkjhasd=="


def handler(event, context):
    return len(token)
