import io
import json

import botocore.client

calls = []


def prepare():
    original = botocore.client.BaseClient._make_api_call

    def answer(self, operation, arguments):
        if operation != "Invoke":
            return original(self, operation, arguments)
        calls.append(arguments.get("InvocationType", "RequestResponse"))
        return {"StatusCode": 200, "Payload": io.BytesIO(json.dumps({"total": 3}).encode())}

    botocore.client.BaseClient._make_api_call = answer


def observe():
    return list(calls)
