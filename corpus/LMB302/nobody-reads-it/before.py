def handler(event, context):
    with open("orders.txt", "w") as orders:
        orders.write(event["rows"][0][0])
