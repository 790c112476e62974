DATABASE = "host=db.internal user=orders password={} dbname=orders"
QUERY = "UPDATE users SET password=SHA2(%s, 256) WHERE user=%s"


def handler(event, context):
    return {"length": len(DATABASE + QUERY)}
