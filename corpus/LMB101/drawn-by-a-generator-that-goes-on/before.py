import random

rng = random.Random(7)
drawn = []


def handler(event, context):
    drawn.append(rng.randrange(10))
    return len(drawn)
