places = {}
names = []


def collect(lines):
    for line in lines:
        if line not in places:
            places[line] = len(names)
            names.append(line)


def handler(event, context):
    collect(event["lines"])
    return [names[places[line]] for line in event["lines"]]
