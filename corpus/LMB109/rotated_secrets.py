import boto3


def prepare():
    boto3.session.Session().client("secretsmanager").create_secret(Name="db", SecretString="first")
    ssm = boto3.session.Session().client("ssm")
    for name in ("/db/password", "/db/host"):
        ssm.put_parameter(Name=name, Value="first", Type="SecureString")


def between(number):
    boto3.session.Session().client("secretsmanager").put_secret_value(SecretId="db", SecretString="second")
    ssm = boto3.session.Session().client("ssm")
    for name in ("/db/password", "/db/host"):
        ssm.put_parameter(Name=name, Value="second", Type="SecureString", Overwrite=True)
