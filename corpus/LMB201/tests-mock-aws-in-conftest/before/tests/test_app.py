import importlib


def test_handler():
    app = importlib.import_module("app")
    assert app.handler({}, None)
