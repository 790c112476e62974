class Orders:
    def receive(self, event, context):
        problems = []
        problems.append(event["id"])
        return list(problems)


orders = Orders()
lambda_handler = orders.receive
