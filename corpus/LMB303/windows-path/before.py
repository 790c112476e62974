def handler(event, context):
    try:
        return open("C:/data/rates.json").read()
    except FileNotFoundError:
        return "{}"
