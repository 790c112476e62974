from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import MetricUnit

metrics = Metrics()


@metrics.log_metrics
def handler(event, context):
    metrics.add_metric(name="Orders", unit=MetricUnit.Count, value=1)
