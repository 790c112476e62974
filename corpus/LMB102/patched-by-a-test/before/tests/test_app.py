from unittest.mock import patch

import app


def test_region():
    with patch("app.region", "us-east-1"):
        assert app.handler({}, None) == "us-east-1"
