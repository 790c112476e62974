"""The text of a pull request: readable at any size, within the host's limit, and harmless whatever the source says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from lambdafix.errors import UsageError
from lambdafix.pull_request import body, markdown, marker
from lambdafix.pull_request.body import Content
from lambdafix.pull_request.marker import Marker
from lambdafix.vcs.plan import commit_steps
from support.analysis import analyse_files
from support.case import CORPUS
from support.projects import HEALTHY

LIMIT = 65_536
HOSTILE = """\
import boto3


def handler(event, context):
    # </details> @ada acme/shop#12 GH-12 <script>alert(1)</script> ```` <!-- lambdafix:end --> \u202e gnp
    table = boto3.resource("dynamodb").Table("@ada #12 <b>`x`</b> </details> https://evil.example 0123abc")
    return table.scan()
""".encode()
EVIL = "@ada #12 GH-12 a/b#3 <script>x</script> </details> `one` https://evil.example www.evil.example [a](b) 0123abcd"
RENDERED = MarkdownIt("commonmark").enable("table")


def content(root: Path, files: dict[str, bytes], unsafe: bool = False) -> Content:
    analysis = analyse_files(root, files, unsafe=unsafe)
    return Content(analysis, commit_steps(analysis, "rule"), "lambdafix pr")


def rendered(content: Content, limit: int = LIMIT) -> str:
    marks = frozenset(finding.fingerprint for finding in content.fixed)
    return body.render(content, Marker(marks, ("0" * 40, "1" * 40)), limit)


def prose(text: str) -> str:
    """What a forge looks through for references: the text outside of code and tags."""
    html = re.sub(r"<!--.*?-->", "", RENDERED.render(text), flags=re.DOTALL)
    return re.sub(r"<[^>]*>", "\0", re.sub(r"<(code|pre)\b.*?</\1>", "", html, flags=re.DOTALL))


def tags(text: str) -> set[str]:
    html = re.sub(r"<!--.*?-->", "", RENDERED.render(text), flags=re.DOTALL)
    return set(re.findall(r"</?([a-z0-9]+)", html))


OWN_TAGS = {"p", "strong", "code", "pre", "ul", "li", "details", "summary", "sub", "h3"}
OWN_TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
REFERENCE = re.compile(r"[@#!$%~&^]\w(?!\w*;)|://(?=\w)|\bwww\.(?=\w)|\bGH-\d|\b[0-9a-f]{7,40}\b")
"""What GitHub or GitLab would link; `&amp;` is none."""


def test_hostile_source_does_nothing(tmp_path: Path) -> None:
    files = {"app.py": HOSTILE, "a`b|c @ada #1 <i>.py": HEALTHY, "\u202egnp.py": HEALTHY}
    text = rendered(content(tmp_path / "project", files))
    assert tags(text) <= OWN_TAGS
    assert not REFERENCE.search(prose(text))
    assert "\u202e" not in text
    assert (
        text.count("<details>") == text.count("</details>") - HOSTILE.count(b"</details>") + 1 or "</details>" in text
    )
    assert marker.loads(text) is not None
    assert marker.replaced(text, "new") == "new", "an end in the source is not taken for ours"


PIECES = [*"`@#!|<>&[]()*_~$-+1. \\\n\r\t", "\u202e", "a", "://", "www.", "0123abc", "GH-1", "<!-- lambdafix:end -->"]


@given(st.lists(st.sampled_from(PIECES)).map("".join))
@example("`` -")  # nothing stands in the code, so that the dash begins the line
@example("`` 1.")
@example("@``_")
@example("@`@`_")
@settings(max_examples=300, deadline=None)
def test_no_text_becomes_markup(given: str) -> None:
    for text in (markdown.text(given), markdown.code(given), f"| a |\n|---|\n| {markdown.code(given)} |"):
        assert tags(text) <= {"p", "code", "table", "thead", "tbody", "tr", "th", "td"}
        assert not REFERENCE.search(prose(text)), text
    fenced = markdown.block(given, "diff") + "\n\nafter"
    assert RENDERED.render(fenced).endswith("<p>after</p>\n")
    assert tags(fenced) <= {"p", "pre", "code"}


def test_what_is_said_stays_legible() -> None:
    assert markdown.text("`client` is built per request: app.handler → db.connect") == (
        "`client` is built per request: app.handler → db.connect"
    )
    assert RENDERED.render(markdown.text("a_b * c < d")) == "<p>a_b * c &lt; d</p>\n"
    assert RENDERED.render(markdown.code("a``b`c")) == "<p><code>a``b`c</code></p>\n"
    assert tags(markdown.text(EVIL)) == {"p", "code"}


@pytest.mark.parametrize("number", [1, 40, 400])
def test_it_holds_at_every_size(tmp_path: Path, number: int) -> None:
    files = {f"functions/order_{index:03}/app.py": HEALTHY for index in range(number)}
    found = content(tmp_path / "project", files)
    text = rendered(found)
    assert len(text) <= LIMIT
    assert f"**Repairs {number} fault{'s' if number > 1 else ''} of Lambda functions in {number} file" in text
    assert "@@" in text, "at least one diff is shown"
    mark = marker.loads(text)
    assert mark is not None
    assert mark.fixes == {finding.fingerprint for finding in found.analysis.findings}
    assert tags(text) <= OWN_TAGS
    assert text.endswith(marker.END)


@pytest.mark.parametrize("limit", [2_500, 4_000, 8_000])
def test_it_is_cut_to_the_limit(tmp_path: Path, limit: int) -> None:
    """Diffs go first; the marker and the way to say no stay."""
    files = {f"app{index}.py": HEALTHY for index in range(30)}
    text = rendered(content(tmp_path / "project", files), limit)
    assert len(text) <= limit
    assert marker.loads(text) is not None
    assert "### If you disagree" in text
    assert text.count("<details>") == text.count("</details>")


def test_more_than_one_can_name_is_an_error() -> None:
    fixes = frozenset(f"{number:016x}" for number in range(marker.MOST_FIXES + 1))
    with pytest.raises(UsageError, match="name a folder"):
        marker.dumps(Marker(fixes))


def test_a_marker_comes_back(tmp_path: Path) -> None:
    mark = Marker(frozenset({"0123456789abcdef", "fedcba9876543210"}), ("a" * 40,), True)
    assert marker.loads(f"above\r\n{marker.dumps(mark)}\r\nbelow") == mark
    for broken in ("", "<!-- lambdafix:pull-request {} -->", '<!-- lambdafix:pull-request {"fixes": "*" -->'):
        assert marker.loads(broken) is None


DOUBTFUL = b"""\
import os

import boto3


def handler(event, context):
    client = boto3.client("s3", region_name=os.environ["REGION"])
    return client.list_buckets()
"""
OVERWRITING = b"""\
import boto3

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    table.put_item(Item={"id": event["id"], "lines": event["lines"]})
    print("done")
"""


def test_a_doubt_is_told(tmp_path: Path) -> None:
    found = content(tmp_path / "project", {"app.py": DOUBTFUL, "orders.py": OVERWRITING}, unsafe=True)
    text = rendered(found)
    assert found.unsafe
    assert "1 fix wants your judgement" in text
    assert "  - **doubt:** a caller that means to overwrite an item no longer does" in text


def test_what_is_left_is_told(tmp_path: Path) -> None:
    example = CORPUS / "example"
    files = {path.relative_to(example).as_posix(): path.read_bytes() for path in example.rglob("*.py")}
    text = rendered(content(tmp_path / "project", files))
    assert "Found and not fixed here: 2" in text
    assert "**Why no fix:** more happens after the write" in text
    assert "It has a fix that is not part of this pull request." in text
