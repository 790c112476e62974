from unittest.mock import patch

import app


def test_a_missing_id_is_told():
    with patch("app.table"):
        assert app.handler({}, None)["statusCode"] == 500
