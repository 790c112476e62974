import os


def handler(event, context):
    return os.environ.get("LAMBDA_TASK_ROOT", "none") is not None
