DATABASE_URL = "postgresql://app:QmXRdHnBewpbIdErnPFXZBuKzruvRyBs@orders.internal.acme.com:5432/orders"


def handler(event, context):
    return DATABASE_URL.rpartition("/")[2]
