"""No screen, file, journal or log shows a credential that is known; what must apply is left out, or asked for."""

from __future__ import annotations

import pytest

from support.checkout import Checkout
from support.command import lambdafix
from support.terminal import Terminal

TOKEN = "q9XzR4tLw82bVmK71sYpT5"
KEY_LINE = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC"
APP = f'''\
import boto3

API_KEY = "{TOKEN}"  # beside the change
KEY = """-----BEGIN PRIVATE KEY-----
{KEY_LINE}
-----END PRIVATE KEY-----"""


def handler(event, context):
    client = boto3.client("s3")
    return client.list_buckets()
'''.encode()
OTHER = b"""\
import boto3


def handler(event, context):
    client = boto3.client("sqs")
    return client.list_queues()
"""
REVIEW = ("-P", "-m", "lambdafix", "review")


@pytest.fixture
def project(checkout: Checkout) -> Checkout:
    checkout.commit({"app.py": APP, "other.py": OTHER, "check.py": b"import app; print(app.API_KEY, app.KEY); 1 / 0\n"})
    return checkout


def assert_hidden(*texts: str) -> None:
    for text in texts:
        assert TOKEN not in text
        assert TOKEN[:12] not in text
        assert KEY_LINE not in text


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--verbose",),
        ("--unsafe-fixes",),
        ("fix", "--unsafe-fixes"),
        ("--output-format", "json"),
        ("--diff",),
        ("--statistics",),
        ("--baseline",),
        ("fix", "--dry-run"),
        ("fix",),
        ("fix", "--commit"),
        ("fix", "--verify", "python check.py"),
        ("handlers",),
        ("checklist",),
        ("undo", "--list"),
    ],
    ids=" ".join,
)
def test_no_verb_shows_it(project: Checkout, arguments: tuple[str, ...]) -> None:
    lambdafix(project.root, "baseline")
    if arguments[:1] == ("undo",):
        lambdafix(project.root, "fix")

    finished = lambdafix(project.root, *arguments)

    assert_hidden(finished.stdout, finished.stderr)
    assert_hidden(project.read(".lambdafix/baseline.json").decode())


def test_a_diff_that_would_show_it_is_left_out(project: Checkout) -> None:
    finished = lambdafix(project.root, "--diff")

    assert "other.py" in finished.stdout
    assert "app.py" not in finished.stdout
    assert "app.py is left out: its diff would show a credential" in finished.stderr
    assert "--show-secrets" in finished.stderr


def test_asked_for_it_applies(project: Checkout) -> None:
    finished = lambdafix(project.root, "--diff", "--show-secrets")

    assert TOKEN in finished.stdout
    project.git("apply", "--check", "-", stdin=finished.stdout.encode())


def test_what_the_tests_print_is_hidden(project: Checkout) -> None:
    project.commit(
        {"check.py": b"import app, sys\nprint('FAILED', app.API_KEY)\nsys.exit('_a' in open('app.py').read())\n"}
    )

    finished = lambdafix(project.root, "fix", "--verify", "python check.py")

    assert_hidden(finished.stdout, finished.stderr)


@pytest.mark.parametrize("options", [(), ("--plain",)], ids=["screen", "plain"])
def test_the_review_hides_it(project: Checkout, options: tuple[str, ...]) -> None:
    screen = Terminal(project.root, *options, program=REVIEW, size=(120, 40))
    screen.see("****")
    for key in "vjk":
        screen.press(key)
    screen.press("x", "Reason")
    assert_hidden(screen.sent.decode("utf-8", "replace"))
    screen.press(f"as {TOKEN} says\r", "comment in the source")
    screen.press("q")
    screen.end()

    assert_hidden((project.root / ".git/lambdafix/review.jsonl").read_text())
    assert b"as **** says" in project.read("app.py")


def test_a_file_that_no_handler_reaches_is_looked_at(checkout: Checkout) -> None:
    """A repository is read by more people than a package; one without a handler, or the word for it, is read, too."""
    checkout.commit({"deploy/settings.py": f'DATABASE = {{"password": "{TOKEN}"}}\n'.encode()})

    finished = lambdafix(checkout.root, "--output-format", "json")

    assert [finding["code"] for finding in finished.json["findings"]] == ["LMB601"]
    assert_hidden(finished.stdout)
