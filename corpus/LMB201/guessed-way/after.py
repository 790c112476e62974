import boto3

s3 = boto3.client("s3")


class Store:
    def put_order(self, order):
        return s3.meta.region_name + order


STORES = {"main": Store()}


def handler(event, context):
    store = STORES[event["store"]]
    return store.put_order("7")
