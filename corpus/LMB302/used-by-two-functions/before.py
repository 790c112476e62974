def write(event):
    with open("orders.txt", "w") as orders:
        orders.write(event["rows"][0][0])


def handler(event, context):
    write(event)
    return open("orders.txt").read()
