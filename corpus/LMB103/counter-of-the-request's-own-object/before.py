class Statistics:
    def __init__(self):
        self.requests = 0

    def count(self):
        self.requests += 1
        return self.requests


def handler(event, context):
    statistics = Statistics()
    return statistics.count()
