class Answer:
    def read(self):
        return "p {}"


def handler(event, context):
    answer = Answer()
    return {"statusCode": 200, "headers": {"Content-Type": "text/css"}, "body": answer.read()}
