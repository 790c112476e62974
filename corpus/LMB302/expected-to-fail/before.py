def handler(event, context):
    try:
        with open("orders.txt", "w") as copy:
            copy.write(event["rows"][0][0])
    except OSError:
        print("not kept")
