class Orders:
    def __call__(self, event, context):
        problems = []
        problems.append(event["id"])
        return list(problems)


handler = Orders()
