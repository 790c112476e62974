errors, warnings = [], []


def handler(event, context):
    global errors, warnings
    errors = []
    warnings = []
    errors.append(event["error"])
    warnings.append(event["error"] + "?")
    return [errors, warnings]
