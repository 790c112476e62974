from datetime import date


def handler(event, context):
    today = date.today().isoformat()
    return {"key": f"reports/{today}/{event['name']}.csv"}
