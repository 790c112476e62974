from tools import service


@service.twice
def handler(event, context):
    problems = []
    problems.append(event["id"])
    return list(problems)
