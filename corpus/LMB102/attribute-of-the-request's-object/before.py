class Processor:
    def __init__(self):
        self.user = "nobody"

    def run(self, event):
        if "user" in event:
            self.user = event["user"]
        return self.user


def handler(event, context):
    processor = Processor()
    return processor.run(event)
