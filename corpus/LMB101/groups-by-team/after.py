from collections import defaultdict


def handler(event, context):
    groups = defaultdict(list)
    for name, team in event["members"]:
        groups[team].append(name)
    return dict(groups)
