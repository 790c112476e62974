import app


def test_name():
    assert app.handler({}, None)
