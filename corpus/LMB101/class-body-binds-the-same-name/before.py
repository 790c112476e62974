log = []


class Job:
    log = log

    def run(self, name):
        self.log.append(name)
        return len(self.log)


def handler(event, context):
    log.append("start")
    return Job().run(event["name"])
