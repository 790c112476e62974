import boto3


class Store:
    def put_order(self, order):
        s3 = boto3.client("s3")
        return s3.meta.region_name + order


STORES = {"main": Store()}


def handler(event, context):
    store = STORES[event["store"]]
    return store.put_order("7")
