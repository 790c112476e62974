import time

calls = []


def handler(event, context):
    recent = [moment for moment in calls if moment > time.time() - 60]
    calls.append(time.time())
    return {"allowed": len(recent) < 10, "recent": len(recent)}
