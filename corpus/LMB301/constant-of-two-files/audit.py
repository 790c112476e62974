from settings import OUTPUT


def size():
    with open(OUTPUT) as output:
        return len(output.read())
