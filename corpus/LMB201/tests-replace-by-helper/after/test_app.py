from unittest import mock

import app
import fakes


def test_region():
    fakes.install(mock.Mock())
    assert app.handler({}, None)
