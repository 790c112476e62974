names = []
known = {}


def handler(event, context):
    for line in event["lines"]:
        if line not in known:
            known[line] = len(names)
            names.append(line)
    return [names[known[line]] for line in event["lines"]] + [len(names)]
