def handler(event, context):
    try:
        return open("/data/rates.json").read()
    except FileNotFoundError:
        return "not mounted"
