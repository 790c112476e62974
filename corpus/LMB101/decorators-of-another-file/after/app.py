from tools import logger, tracer


@logger.inject_lambda_context
@tracer.capture_lambda_handler
def handler(event, context):
    problems = []
    problems.append(event["id"])
    return list(problems)
