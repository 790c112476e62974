def convert(rows):
    with open("orders.txt", "w") as orders:
        orders.write(rows[0][0])


def handler(event, context):
    return event["rows"]
