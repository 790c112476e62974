from aws_lambda_powertools import Logger

logger = Logger(service="orders")


@logger.inject_lambda_context
def handler(event, context):
    if "tenant" in event:
        logger.append_keys(tenant=event["tenant"])
    logger.info("served")
