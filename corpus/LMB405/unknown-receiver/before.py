class Store:
    def scan(self):
        return {"Items": [1, 2]}


def handler(event, context):
    store = Store()
    return sum(store.scan()["Items"])
