def load(key, _cache={}):
    try:
        return _cache[key]
    except KeyError:
        _cache[key] = key.upper()
        return _cache[key]


def handler(event, context):
    return load(event["key"])
