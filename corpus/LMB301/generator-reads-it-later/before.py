def lines(path):
    with open(path) as rows:
        for row in rows:
            yield row.strip()


def rows_of(order):
    with open("/tmp/order.txt", "w") as output:
        output.write(f"{order}\nend\n")
    return lines("/tmp/order.txt")


def handler(event, context):
    return "".join(rows_of(event["order"]))
