import itertools

_COUNT = itertools.count(1)


def __getattr__(name):
    if name == "REGION":
        return "eu-west-%d" % next(_COUNT)
    raise AttributeError(name)
