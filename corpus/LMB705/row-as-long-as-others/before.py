import requests

ORDERS = "https://orders.example.com"
FIRST = "one row that is much longer than any formatter would let it be, as the author of this file writes all rows"
SECOND = "one row that is much longer than any formatter would let it be, as the author of this file writes all rows"
THIRD = "one row that is much longer than any formatter would let it be, as the author of this file writes all rows"


def handler(event, context):
    return requests.get(f"{ORDERS}/{event['order']}", headers={"Accept": "application/json"}).json()
