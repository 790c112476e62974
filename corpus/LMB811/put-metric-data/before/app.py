import boto3

cloudwatch = boto3.client("cloudwatch")


def handler(event, context):
    cloudwatch.put_metric_data(Namespace="Orders", MetricData=[{"MetricName": "Orders", "Value": 1}])
