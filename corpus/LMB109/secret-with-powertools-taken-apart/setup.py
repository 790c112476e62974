import sys
import types

import boto3

KEPT = {}


class Logger:
    def info(self, text):
        pass


def get_secret(name, max_age):
    if name not in KEPT:
        client = boto3.session.Session().client("secretsmanager")
        KEPT[name] = client.get_secret_value(SecretId=name)["SecretString"]
    return KEPT[name]


def prepare():
    boto3.session.Session().client("secretsmanager").create_secret(Name="db", SecretString='{"password": "first"}')
    powertools = types.ModuleType("aws_lambda_powertools")
    powertools.Logger = Logger
    parameters = types.ModuleType("parameters")
    parameters.get_secret = get_secret
    sys.modules["aws_lambda_powertools"] = powertools
    sys.modules["aws_lambda_powertools.utilities"] = types.ModuleType("utilities")
    sys.modules["aws_lambda_powertools.utilities.parameters"] = parameters


def between(number):
    """It is rotated, and five minutes go by."""
    boto3.session.Session().client("secretsmanager").put_secret_value(SecretId="db", SecretString='{"password": "second"}')
    KEPT.clear()
