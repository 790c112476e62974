"""Texts about a file are kept without what they quote of it, and come back as they were."""

from __future__ import annotations

import pytest

from lambdafix.cache.folding import NotKeptError, fold, may_be_credential, names_of, unfold
from lambdafix.model import Edit, Fix, Refusal, Span

FILES = {
    "app.py": 'import boto3\n\nKEY = "hunter2-on-the-hill"\n\ndef handler(event, context):\n    return KEY, "Zürich"\n',
    "lib.py": 'OTHER = "k9Qz7Lm2Vx4Tp8Rw"\n',
}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nothing of it",
        'KEY = "hunter2-on-the-hill"',
        "(`handler` gives 'Zürich')",
        "hunter2-on-the-hill",
        "a\nb \t ",
    ],
)
def test_what_is_folded_comes_back(text: str) -> None:
    folded = fold(Refusal(text, f"{text} {text}"), FILES.__getitem__, "app.py")
    assert "hunter2" not in repr(folded)
    assert unfold(folded, FILES.__getitem__, "app.py") == Refusal(text, f"{text} {text}")


def test_an_edit_is_folded_by_the_file_that_it_edits() -> None:
    fix = Fix("move", (Edit("lib.py", Span(0, 0), 'OTHER = "k9Qz7Lm2Vx4Tp8Rw"'), Edit("app.py", Span(1, 2), "handler")))
    folded = fold(fix, FILES.__getitem__, "app.py")
    assert "k9Qz7Lm2Vx4Tp8Rw" not in repr(folded)
    assert unfold(folded, FILES.__getitem__, "app.py") == fix


@pytest.mark.parametrize("text", ["the token k9Qz7Lm2Vx4Tp8Rw", "a\0b", "AKIA1234567890ABCDEF", "x1" * 20])
def test_what_could_be_a_credential_is_not_kept(text: str) -> None:
    with pytest.raises(NotKeptError):
        fold(Refusal(text), FILES.__getitem__, "app.py")


@pytest.mark.parametrize(
    "word", ["python3.12", "LMB201", "boto3.client", "eu-central-1", "template.yaml:1204", "utf-8"]
)
def test_words_that_people_write_are_kept(word: str) -> None:
    assert not may_be_credential(word)
    assert word in repr(fold(Refusal(f"see {word}"), {"": ""}.__getitem__, ""))


def test_the_words_of_paths_are_kept() -> None:
    names = names_of(["scripts/Attach2SSM4Permissions.py"])
    refusal = Refusal("Attach2SSM4Permissions.handler calls it")
    with pytest.raises(NotKeptError):
        fold(refusal, FILES.__getitem__, "app.py")
    folded = fold(refusal, FILES.__getitem__, "app.py", names)
    assert unfold(folded, FILES.__getitem__, "app.py") == refusal


def test_a_place_outside_of_the_file_is_an_error() -> None:
    with pytest.raises(ValueError, match="outside"):
        unfold(Refusal("\0900 4\0"), FILES.__getitem__, "app.py")
