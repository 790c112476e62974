def handler(event, context):
    try:
        return open("/app/rates.json").read()
    except FileNotFoundError:
        return "not here"
