def handler(event, context):
    print("done")
    return 1
