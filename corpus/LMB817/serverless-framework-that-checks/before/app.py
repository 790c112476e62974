from slack_bolt import App
from slack_bolt.adapter.aws_lambda import SlackRequestHandler

app = App(process_before_response=True)


def handler(event, context):
    return SlackRequestHandler(app=app).handle(event, context)
