import os

import pyodbc


def handler(event, context):
    connection = pyodbc.connect(os.environ["DATABASE"])
    answer = connection.execute("SELECT 2").answer
    connection.close()
    return answer
