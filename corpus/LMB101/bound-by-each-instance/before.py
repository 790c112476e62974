class Basket:
    items = []

    def __init__(self):
        self.items = []

    def add(self, item):
        self.items.append(item)

    def total(self):
        return len(self.items)


def handler(event, context):
    basket = Basket()
    basket.add(event["item"])
    return basket.total()
