def add(a, b):
    return a + b


def handler(event, context):
    return add(event["a"], event["b"])


print("add(1, 1)")
print("add(2, 2)")
