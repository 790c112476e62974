def save(rows, path="rows.csv"):
    with open(path, "w") as output:
        output.write(rows)


def handler(event, context):
    save(event["rows"])
