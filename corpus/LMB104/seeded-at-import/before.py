import random

random.seed(7)


def handler(event, context):
    return random.randint(1, 6) <= 6
