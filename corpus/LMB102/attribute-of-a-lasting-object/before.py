class Processor:
    def __init__(self):
        self.user = "nobody"

    def run(self, event):
        if "user" in event:
            self.user = event["user"]
        return self.user


processor = Processor()


def handler(event, context):
    return processor.run(event)
