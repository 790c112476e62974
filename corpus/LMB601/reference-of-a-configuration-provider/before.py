def settings(secret):
    return {"database.password": f"${{secretManager:{secret}:password}}"}


def handler(event, context):
    return settings("orders")
