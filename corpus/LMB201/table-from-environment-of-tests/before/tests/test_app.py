import app


def test_name(monkeypatch):
    monkeypatch.setenv("TABLE", "test-orders")
    assert app.handler({}, None) == "test-orders"
