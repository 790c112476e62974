import json


def handler(event, context):
    import psycopg2

    return json.dumps(psycopg2.__name__)
