import app


def test_history():
    app.handler({"name": "a"}, None)
    assert app.handler({"name": "b"}, None) == ["a", "b"]
