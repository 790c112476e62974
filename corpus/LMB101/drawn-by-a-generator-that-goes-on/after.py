import random

rng = random.Random(7)


def handler(event, context):
    drawn = []
    drawn.append(rng.randrange(10))
    return len(drawn)
