from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import MetricUnit

metrics = Metrics(namespace="Shop", service="orders")


def handler(event, context):
    try:
        metrics.add_metric(name="Orders", unit=MetricUnit.Count, value=1)
    finally:
        metrics.flush_metrics()
    return {"statusCode": 201}
