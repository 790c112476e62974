TIMES = iter([1, 2, 3])


def prepare():
    import time

    time.time_ns = lambda: next(TIMES)
