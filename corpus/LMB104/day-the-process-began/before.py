from datetime import date

started = date.today().isoformat()


def handler(event, context):
    return {"key": f"reports/{started}/{event['name']}.csv"}
