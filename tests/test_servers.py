"""The servers that tests start: data outlives a restart, and every test gets an empty database."""

from __future__ import annotations

import boto3

from support.servers import DynamoDBLocal, MariaDB, PostgreSQL, Redis


def test_postgresql(postgresql: PostgreSQL) -> None:
    import psycopg2

    def connect(environment: dict[str, str]) -> psycopg2.extensions.connection:
        return psycopg2.connect(
            host=environment["PGHOST"],
            port=environment["PGPORT"],
            user=environment["PGUSER"],
            dbname=environment["PGDATABASE"],
        )

    environment = dict(postgresql.fresh())
    connection = connect(environment)
    with connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept (id integer)")
    postgresql.restart()
    assert connection.closed == 0, "psycopg2 does not notice that the server went away"
    with connect(environment).cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kept")
        assert cursor.fetchone() == (0,)
    with connect(dict(postgresql.fresh())).cursor() as cursor:
        cursor.execute("SELECT to_regclass('kept')")
        assert cursor.fetchone() == (None,)


def test_mariadb(mariadb: MariaDB) -> None:
    import pymysql

    environment = mariadb.fresh()
    mariadb.restart()
    connection = pymysql.connect(
        host=environment["MYSQL_HOST"],
        port=int(environment["MYSQL_TCP_PORT"]),
        user=environment["MYSQL_USER"],
        database=environment["MYSQL_DATABASE"],
    )
    with connection, connection.cursor() as cursor:
        assert cursor.execute("SHOW TABLES") == 0


def test_redis(redis: Redis) -> None:
    from redis import Redis as Client

    environment = redis.fresh()
    client = Client(environment["REDIS_HOST"], int(environment["REDIS_PORT"]))
    client.set("kept", 1)
    redis.fresh()
    assert client.get("kept") is None


def test_dynamodb(dynamodb: DynamoDBLocal) -> None:
    def tables() -> list[str]:
        environment = dynamodb.fresh()
        client = boto3.session.Session().client(
            "dynamodb",
            endpoint_url=environment["AWS_ENDPOINT_URL_DYNAMODB"],
            aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key="testing",
            region_name="eu-west-1",
        )
        before: list[str] = client.list_tables()["TableNames"]
        client.create_table(
            TableName="orders",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        return before

    assert tables() == []
    assert tables() == []
