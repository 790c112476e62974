from tools import logger, tracer

problems = []


@logger.inject_lambda_context
@tracer.capture_lambda_handler
def handler(event, context):
    problems.append(event["id"])
    return list(problems)
