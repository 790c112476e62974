import functools

import boto3


@functools.lru_cache
def dynamodb():
    return boto3.resource("dynamodb")


@functools.lru_cache(maxsize=None)
def users_table():
    """The table of all users."""
    return dynamodb().Table("Users")
