class Collector:
    lines = []

    def add(self, line):
        self.lines.append(line)


def handler(event, context):
    collector = Collector()
    collector.lines = []
    for line in event["lines"]:
        collector.add(line)
    return collector.lines
