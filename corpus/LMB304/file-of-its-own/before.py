import tempfile


def handler(event, context):
    with tempfile.NamedTemporaryFile("w", prefix=context.aws_request_id, dir="/tmp") as output:
        output.write(str(event["order"]))
