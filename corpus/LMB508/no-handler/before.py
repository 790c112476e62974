def first_body(batch):
    return batch["Records"][0]["body"]


def handler(event, context):
    return "ok"
