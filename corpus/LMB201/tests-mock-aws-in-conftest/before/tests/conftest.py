import pytest
from moto import mock_aws


@pytest.fixture(autouse=True)
def aws():
    with mock_aws():
        yield
