starts = []


def is_cold_start():
    starts.append(1)
    return len(starts) == 1


def handler(event, context):
    return is_cold_start()
