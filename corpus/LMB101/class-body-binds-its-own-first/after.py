class Report:
    names = "none"
    title = names


def handler(event, context):
    names = []
    names.append(event["name"])
    return [names, Report.title]
