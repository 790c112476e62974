from app import *


def test_counts_what_is_there():
    names.append("earlier")
    assert handler({"name": "a"}, None) == {"count": 2}
