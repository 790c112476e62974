found = []


def handler(event, context):
    globals()["found"].append(event["name"])
    found.append("end")
    return list(found)
