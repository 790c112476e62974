def handler(event, context):
    größen = []
    for line in event["lines"]:
        größen.append(len(line))
    return größen
