import before


def test_file(monkeypatch, tmp_path):
    monkeypatch.setattr(before, "ORDER", str(tmp_path / "order.txt"))
    before.handler({"text": "a"}, None)
