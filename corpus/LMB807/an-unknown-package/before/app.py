import company


def handler(event, context):
    return company.prices()
