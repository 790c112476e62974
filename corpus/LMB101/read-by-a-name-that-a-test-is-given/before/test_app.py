import app
import pytest


@pytest.mark.parametrize("name", ["errors"])
def test_begins_empty(name):
    assert getattr(app, name) == []
