import botocore.client

SENT = []


def prepare():
    botocore.client.BaseClient._make_api_call = throttled


def throttled(client, operation, parameters):
    """The first batch loses its second entry."""
    entries = parameters.get("Records") or parameters.get("Entries") or parameters.get("Delete", {}).get("Objects")
    fails = not SENT
    SENT.append([str(next(entry[key] for key in ("Data", "Detail", "MessageBody", "Key") if key in entry)) for entry in entries])
    told = [{"ErrorCode": "Throttled"} if fails and number == 1 else {} for number in range(len(entries))]
    failed = [{"Id": entry["Id"]} for entry in entries[1:2] if fails and "Id" in entry]
    count = 1 if fails else 0
    return {
        "Records": told,
        "Entries": told,
        "RequestResponses": told,
        "FailedRecordCount": count,
        "FailedEntryCount": count,
        "FailedPutCount": count,
        "Failed": failed,
        "Successful": [],
        "Errors": [],
    }


def between(number):
    SENT.clear()


def observe():
    return SENT
