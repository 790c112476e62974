LIMIT = 3
# LIMIT = int(os.environ["LIMIT"])
names = []

# print(LIMIT)
# sizes = {"": 0}
sizes = {}


def handler(event, context):
    for line in event["lines"][:LIMIT]:
        names.append(line)
        sizes[line] = len(line)
    return [names, sizes]
