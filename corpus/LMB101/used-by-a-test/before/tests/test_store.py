import store


def test_add():
    store.add(1)
    assert store.rows == [1]
