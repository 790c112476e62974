import app


def test_today():
    assert app.handler({}, None) == app.today
