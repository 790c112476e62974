def table(stage):
    return "orders-" + stage


TABLE = table("dev")
print("using", "orders")


def handler(event, context):
    return TABLE
