errors = []


def handler(event, context):
    """Gather errors.

    >>> handler({"name": "a"}, None)
    ['a']
    >>> errors
    ['a']
    """
    errors.append(event["name"])
    return errors
