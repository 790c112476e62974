import app


def test_answer():
    assert app.handler({"name": "a"}, None)["errors"] == ["a"]
