import os

import pymysql


def between(number):
    """The server throws out everybody else."""
    admin = pymysql.connect(host="127.0.0.1", user=os.environ["MYSQL_USER"], port=int(os.environ["MYSQL_TCP_PORT"]))
    with admin.cursor() as cursor:
        cursor.execute("SHOW PROCESSLIST")
        for process in cursor.fetchall():
            if process[0] != admin.thread_id() and process[4] != "Daemon":
                cursor.execute(f"KILL {process[0]}")
    admin.close()
