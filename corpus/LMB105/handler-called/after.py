def add(a, b):
    return a + b


def handler(event, context):
    return add(event["a"], event["b"])


if __name__ == "__main__":
    event = {"a": 1, "b": 1}
    result = handler(event, None)
    print(result)
