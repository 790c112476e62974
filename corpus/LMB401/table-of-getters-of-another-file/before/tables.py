import functools

import boto3


@functools.lru_cache
def dynamodb():
    return boto3.resource("dynamodb")


@functools.lru_cache(maxsize=None)
def users_table():
    """The table of all users."""
    name = "Users"
    resource = dynamodb()
    users = resource.Table(name)
    return users
