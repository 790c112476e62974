from aws_embedded_metrics import metric_scope


@metric_scope
def count(metrics):
    metrics.put_metric("Orders", 1)
