def answer(status, data=[]):
    return {"status": status, "count": len(data), "data": data}


def handler(event, context):
    return answer(200)
