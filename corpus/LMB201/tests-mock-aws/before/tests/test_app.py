from moto import mock_aws

import app


@mock_aws
def test_name():
    assert app.handler({}, None) == "sqs"
