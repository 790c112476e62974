password = "Orchard-Gate-1793!"


def handler(event, context):
    return len(password)
