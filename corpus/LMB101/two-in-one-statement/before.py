errors, warnings = [], []


def handler(event, context):
    errors.append(event["error"])
    warnings.append(event["error"] + "?")
    return [errors, warnings]
