import before


def test_file():
    before.handler({"text": "a"}, None)
    assert open("/tmp/order.txt").read() == "a"
