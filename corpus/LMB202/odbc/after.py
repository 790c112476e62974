import os

import pyodbc

_connection = None


def get_connection():
    global _connection
    if _connection is not None:
        try:
            _connection.execute("SELECT 1")
            _connection.rollback()
            return _connection
        except pyodbc.Error:
            _connection = None
    _connection = pyodbc.connect(os.environ["DATABASE"])
    return _connection


def handler(event, context):
    connection = get_connection()
    answer = connection.execute("SELECT 2").answer
    connection.rollback()
    return answer
