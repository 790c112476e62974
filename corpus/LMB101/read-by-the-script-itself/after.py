rows = []


def handler(event, context):
    global rows
    rows = []
    rows.append(event["name"])
    return list(rows)


def main():
    for name in ("a", "b"):
        handler({"name": name}, None)
    print(rows)


if __name__ == "__main__":
    main()
