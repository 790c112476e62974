class Check:
    def __init__(self):
        self.problems = []

    def run(self, order):
        for line in order["lines"]:
            if not line:
                self.problems.append(order["id"])
        return self.problems


def handler(event, context):
    check = Check()
    return check.run(event)
