import psycopg2

_connection = None


def get_connection():
    global _connection
    if _connection is not None:
        try:
            if _connection.info.transaction_status:
                _connection.rollback()
            with _connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            _connection.rollback()
            return _connection
        except psycopg2.Error:
            _connection = None
    _connection = psycopg2.connect("")
    return _connection


def handler(event, context):
    connection = get_connection()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / %s", (event["number"],))
            return cursor.fetchone()[0]
    except psycopg2.errors.DivisionByZero:
        return "by zero"
