def add(a, b):
    return a + b


def handler(event, context):
    return add(event["a"], event["b"])


if __name__ == "__main__":
    print(add(1, 1))
    print(add(2, 2))
