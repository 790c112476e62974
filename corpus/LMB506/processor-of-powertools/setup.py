import sys
import types


def process_partial_response(event, record_handler, processor, context):
    failures = []
    for record in event["Records"]:
        try:
            record_handler(record)
        except Exception:
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}


def prepare():
    batch = types.ModuleType("batch")
    batch.BatchProcessor = lambda event_type: event_type
    batch.EventType = types.SimpleNamespace(SQS="SQS")
    batch.process_partial_response = process_partial_response
    utilities = types.ModuleType("utilities")
    utilities.batch = batch
    sys.modules["aws_lambda_powertools"] = types.ModuleType("aws_lambda_powertools")
    sys.modules["aws_lambda_powertools.utilities"] = utilities
    sys.modules["aws_lambda_powertools.utilities.batch"] = batch
