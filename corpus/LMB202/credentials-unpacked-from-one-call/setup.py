import types

import pymysql


def prepare():
    pymysql.connect = lambda host, user, password: types.SimpleNamespace(user=user)
