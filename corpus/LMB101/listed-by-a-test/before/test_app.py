import app


def test_state():
    app.handler({"name": "a"}, None)
    assert [value for value in vars(app).values() if isinstance(value, list)] == [["a"]]
