import os


def lines(path):
    with open(path) as rows:
        for row in rows:
            yield row.strip() + os.sep


def rows_of(order, name):
    path = f"/tmp/{name}.txt"
    with open(path, "w") as output:
        output.write(f"{order}\nend\n")
    return lines(path)


def handler(event, context):
    return len("".join(rows_of(event["order"], context.aws_request_id)))
