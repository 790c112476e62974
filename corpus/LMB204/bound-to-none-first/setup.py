import types

import pymysql


def prepare():
    pymysql.connect = lambda host: types.SimpleNamespace(host=host)
