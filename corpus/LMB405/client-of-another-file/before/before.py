from clients import ssm


def names():
    return [one["Name"] for one in ssm.get_parameters_by_path(Path="/shop")["Parameters"]]


def handler(event, context):
    return len(names())
