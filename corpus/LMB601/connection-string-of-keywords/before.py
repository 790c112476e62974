DATABASE = "host=db.internal user=orders password=k3Rt9xWq dbname=orders"


def handler(event, context):
    return {"length": len(DATABASE)}
