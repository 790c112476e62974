names = []


class Report:
    names = "none"
    title = names


def handler(event, context):
    names.append(event["name"])
    return [names, Report.title]
