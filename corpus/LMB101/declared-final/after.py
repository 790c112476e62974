from typing import Final

rows: Final[list[str]] = []


def collect(order):
    rows.append(order["id"])


def handler(event, context):
    rows.clear()
    collect(event)
    return ",".join(rows)
