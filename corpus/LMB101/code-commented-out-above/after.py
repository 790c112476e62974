LIMIT = 3
# LIMIT = int(os.environ["LIMIT"])

# print(LIMIT)


def handler(event, context):
    names = []
    # sizes = {"": 0}
    sizes = {}
    for line in event["lines"][:LIMIT]:
        names.append(line)
        sizes[line] = len(line)
    return [names, sizes]
