from tools import service

problems = []


@service.twice
def handler(event, context):
    problems.append(event["id"])
    return list(problems)
