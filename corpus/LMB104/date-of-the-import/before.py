from datetime import date

today = date.today().isoformat()


def handler(event, context):
    return {"key": f"reports/{today}/{event['name']}.csv"}
