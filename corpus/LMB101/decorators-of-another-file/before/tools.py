from aws_lambda_powertools import Logger, Tracer

logger = Logger()
tracer = Tracer()
