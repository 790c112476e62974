import json

from aws_lambda_powertools.utilities import batch

processor = batch.BatchProcessor(event_type=batch.EventType.SQS)

SERVED = []


def serve_record(record):
    parcel = json.loads(record["body"])
    SERVED.append(parcel["id"].upper())
    print(parcel["id"])


def handler(event, context):
    return batch.process_partial_response(event=event, record_handler=serve_record, processor=processor, context=context)
