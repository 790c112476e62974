class Bus:
    def put_events(self, Entries):
        return len(Entries)


bus = Bus()


def handler(event, context):
    bus.put_events(Entries=[1, 2])
