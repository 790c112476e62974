import json

import boto3

# Create a Secrets Manager client
session = boto3.session.Session()
client = session.client(
    service_name='secretsmanager',
    region_name="eu-west-1"
)


def get_secret(name):
    return json.loads(client.get_secret_value(SecretId=name)['SecretString'])


def lambda_handler(event, context):
    return get_secret("database")["user"]
