"""No report shows a credential's value."""

from __future__ import annotations

import pytest

from lambdafix.analysis.secrets import mask


@pytest.mark.parametrize(
    ("text", "values", "shown"),
    [
        ("key = 'q9XzR4tLw8'", ["q9XzR4tLw8"], "key = '****'"),
        ("url = f'db://u:k3Rt9x@h'", ["k3Rt9x"], "url = f'db://u:****@h'"),
        ("password = 'password'", ["password"], "password = '****'"),
        ("a password stands here", ["password"], "a password stands here"),
        ("x = 'abc123', 'abc12345'", ["abc123", "abc12345"], "x = '****', '****'"),
        ("x = 1", [], "x = 1"),
    ],
)
def test_values_are_hidden_and_words_are_not(text: str, values: list[str], shown: str) -> None:
    assert mask(text, values) == shown
