class Statistics:
    def __init__(self):
        self.requests = 0

    def count(self):
        self.requests += 1
        return self.requests


statistics = Statistics()


def handler(event, context):
    return statistics.count()
