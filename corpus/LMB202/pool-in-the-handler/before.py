from psycopg2.pool import SimpleConnectionPool


def handler(event, context):
    pool = SimpleConnectionPool(0, 1, "dbname=orders")
    return pool.maxconn
