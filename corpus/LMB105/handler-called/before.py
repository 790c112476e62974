def add(a, b):
    return a + b


def handler(event, context):
    return add(event["a"], event["b"])


event = {"a": 1, "b": 1}
result = handler(event, None)
print(result)
