def between(number):
    import before

    for other in range(200):
        before.handler({"user": str(other)}, None)


def observe():
    import before

    return before.profile.cache_info().currsize
