import boto3


def prepare():
    serve("psycopg2", "mypassword")
    boto3.session.Session().client("ssm").put_parameter(
        Name="/before/password", Value="mypassword", Type="SecureString"
    )


def between(number):
    LIVES.append("rotated")
    boto3.session.Session().client("ssm").put_parameter(
        Name="/before/password", Value="rotated", Type="SecureString", Overwrite=True
    )
