def handler(event, context):
    return {"statusCode": 301, "headers": {"Location": "https://assets.example/style.css"}}
