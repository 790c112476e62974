import botocore.client


def prepare():
    botocore.client.BaseClient._make_api_call = lambda client, operation, parameters: {}
