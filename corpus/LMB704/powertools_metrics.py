import sys
import types

SENT = []


class Metrics:
    def __init__(self, **options):
        self.waiting = []

    def add_metric(self, name, unit, value):
        self.waiting.append(name)

    def flush_metrics(self):
        SENT.extend(self.waiting)
        self.waiting.clear()

    def log_metrics(self, handler):
        def run(event, context):
            try:
                return handler(event, context)
            finally:
                self.flush_metrics()

        return run


class MetricUnit:
    Count = "Count"


def prepare():
    powertools = types.ModuleType("aws_lambda_powertools")
    powertools.Metrics = Metrics
    sys.modules["aws_lambda_powertools"] = powertools
    metrics = types.ModuleType("aws_lambda_powertools.metrics")
    metrics.MetricUnit = MetricUnit
    sys.modules["aws_lambda_powertools.metrics"] = metrics


def between(number):
    SENT.clear()


def observe():
    return list(SENT)
