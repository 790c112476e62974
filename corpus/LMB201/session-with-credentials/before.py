import json

import boto3


def get_secret(name):
    region_name = "eu-west-1"

    # Create a Secrets Manager client
    session = boto3.session.Session("key", "secret")
    client = session.client(
        service_name='secretsmanager',
        region_name=region_name
    )
    return json.loads(client.get_secret_value(SecretId=name)['SecretString'])


def lambda_handler(event, context):
    return get_secret("database")["user"]
