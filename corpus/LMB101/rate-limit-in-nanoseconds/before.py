import time

calls = []


def handler(event, context):
    recent = [moment for moment in calls if moment > time.time_ns() - 60_000_000_000]
    calls.append(time.time_ns())
    return {"allowed": len(recent) < 10, "recent": len(recent)}
