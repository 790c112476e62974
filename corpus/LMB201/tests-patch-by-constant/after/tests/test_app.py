from unittest import mock

import app

TARGET = "app.handler"


def test_region():
    with mock.patch(TARGET) as replaced:
        assert app.handler({}, None)
    assert replaced
