def add(a, b):
    return a + b


def handler(event, context):
    return add(event["a"], event["b"])


try:
    print("ready")
finally:
    pass
