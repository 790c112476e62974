import base64
import json
import logging

logger = logging.getLogger()
SERVED = []


def serve(parcel):
    SERVED.append(parcel["id"])


def handler(event, context):
    for record in event["Records"]:
        try:
            serve(json.loads(base64.b64decode(record["kinesis"]["data"])))
        except Exception:
            logger.exception("record %s failed", record["kinesis"]["sequenceNumber"])
            return {"batchItemFailures": [{"itemIdentifier": record["kinesis"]["sequenceNumber"]}]}
    return {"batchItemFailures": []}
