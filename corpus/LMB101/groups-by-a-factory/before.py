from collections import defaultdict

groups = defaultdict(lambda: ["lead"])


def handler(event, context):
    for name, team in event["members"]:
        groups[team].append(name)
    return dict(groups)
