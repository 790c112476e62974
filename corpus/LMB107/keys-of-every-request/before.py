from aws_lambda_powertools import Logger

logger = Logger(service="orders")


@logger.inject_lambda_context
def handler(event, context):
    logger.append_keys(tenant=event.get("tenant"))
    logger.info("served")
