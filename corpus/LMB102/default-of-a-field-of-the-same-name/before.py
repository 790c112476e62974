from dataclasses import dataclass

region = "eu"


@dataclass
class Request:
    region: str = region


def handler(event, context):
    global region
    if event.get("region"):
        region = event["region"]
    return [Request().region, region]
