from clients import ssm


def names():
    return [one["Name"] for one in ssm.get_paginator("get_parameters_by_path").paginate(Path="/shop").build_full_result()["Parameters"]]


def handler(event, context):
    return len(names())
