"""Git on the command line: what is fixed, committed, narrowed and taken back, as a user sees it."""

from __future__ import annotations

import sys

import pytest

from support.checkout import Checkout
from support.command import Finished, lambdafix
from support.terminal import Terminal

TEMPLATE = b"""\
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Resources:
  One:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: src/, Handler: one.handler, Runtime: python3.12}
  Two:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: src/, Handler: two.handler, Runtime: python3.12}
"""
BEFORE = b"""\
import boto3


def handler(event, context):
    client = boto3.client("s3")
    return client.list_buckets()
"""
AFTER = b"""\
import boto3

client = boto3.client("s3")


def handler(event, context):
    return client.list_buckets()
"""
SUBJECT = "Fix client-in-handler (LMB201)"


@pytest.fixture
def project(checkout: Checkout) -> Checkout:
    """Two handlers that each build a client on every request."""
    checkout.commit({"template.yaml": TEMPLATE, "src/one.py": BEFORE, "src/two.py": BEFORE})
    return checkout


def run(project: Checkout, *arguments: str) -> Finished:
    return lambdafix(project.root, *arguments, "--isolated")


def found(finished: Finished) -> list[str]:
    return [finding["filename"] for finding in finished.json["findings"]]


def test_commit_makes_one_commit_a_rule(project: Checkout) -> None:
    project.write("notes.txt", b"mine")
    project.git("add", "notes.txt")
    done = run(project, "fix", "--commit")
    assert (done.status, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == "Made 1 commit on main"
    assert f"To take them back: git revert {project.git('rev-parse', 'HEAD')[:10]}" in done.stdout
    assert project.git("log", "-1", "--format=%s") == f"{SUBJECT} in 2 files"
    assert project.git("log", "-1", "--format=%(trailers:key=Lambdafix-Rule,valueonly)").strip() == "LMB201"
    assert (project.read("src/one.py"), project.status()) == (AFTER, "A  notes.txt")


@pytest.mark.parametrize("per", ["file", "fix"])
def test_commits_can_be_smaller(project: Checkout, per: str) -> None:
    assert run(project, "fix", "--commit-per", per).status == 0
    subjects = project.git("log", "-2", "--format=%s").splitlines()
    assert subjects == [f"{SUBJECT} in src/two.py", f"{SUBJECT} in src/one.py"]
    project.git("revert", "--no-edit", "HEAD~2..HEAD")
    assert project.read("src/one.py") == project.read("src/two.py") == BEFORE


def test_a_failing_hook_is_shown(project: Checkout) -> None:
    head = project.git("rev-parse", "HEAD")
    project.hook("pre-commit", "echo flake8 says no >&2; exit 1")
    done = run(project, "fix", "--commit")
    assert done.status == 2
    assert done.stdout == "Nothing was committed.\n"
    assert "flake8 says no" in done.stderr
    assert (project.git("rev-parse", "HEAD"), project.status()) == (head, "")


def test_committing_nothing_is_no_error(project: Checkout) -> None:
    run(project, "fix", "--commit")
    done = run(project, "fix", "--commit")
    assert (done.status, done.stdout) == (0, "Nothing was committed.\n")


def test_commit_and_allow_dirty_do_not_go_together(project: Checkout) -> None:
    done = run(project, "fix", "--commit", "--allow-dirty")
    assert (done.status, done.stdout) == (2, "")
    assert "--allow-dirty" in done.stderr


def test_uncommitted_work_is_not_written_over(project: Checkout) -> None:
    project.write("src/one.py", b"# mine\n" + BEFORE)
    done = run(project, "fix")
    assert done.status == 2
    assert (
        "src/one.py was not written: it has uncommitted changes; commit it first, or pass --allow-dirty" in done.stderr
    )
    assert (project.read("src/one.py"), project.read("src/two.py")) == (b"# mine\n" + BEFORE, AFTER)
    assert run(project, "fix", "--allow-dirty").status == 0
    assert project.read("src/one.py") == b"# mine\n" + AFTER


def test_undo_lists_and_takes_back(project: Checkout) -> None:
    run(project, "fix")
    listed = lambdafix(project.root, "undo", "--list").stdout
    assert "2 files  lambdafix fix" in listed
    undone = lambdafix(project.root, "undo")
    assert (undone.status, project.status()) == (0, "")
    again = lambdafix(project.root, "undo")
    assert (again.status, again.stderr) == (2, "lambdafix: error: there is nothing to undo here\n")


def test_since_reports_and_fixes_changed_rows_only(project: Checkout) -> None:
    project.git("branch", "base")
    project.commit({"src/two.py": b"# a comment\n" + BEFORE})
    assert found(run(project, "--since", "base", "--output-format", "json")) == []
    project.commit({"src/two.py": BEFORE.replace(b'"s3"', b'"sqs"').replace(b"buckets", b"queues")})
    assert found(run(project, "--since", "base", "--output-format", "json")) == ["src/two.py"]
    assert run(project, "fix", "--since", "base").status == 0
    assert project.status() == " M src/two.py"


def test_since_an_unknown_revision_is_an_error(project: Checkout) -> None:
    done = run(project, "--since", "nowhere")
    assert (done.status, done.stdout) == (2, "")
    assert "'nowhere' is not a commit here" in done.stderr


def test_staged_analyses_what_is_staged(project: Checkout) -> None:
    project.commit({"src/one.py": AFTER, "src/two.py": AFTER})
    project.write("src/one.py", BEFORE)
    project.git("add", "src/one.py")
    project.write("src/one.py", AFTER)
    project.write("src/two.py", BEFORE)
    assert found(run(project, "--staged", "--output-format", "json")) == ["src/one.py"]
    done = run(project, "fix", "--staged")
    assert done.status == 2
    assert "src/one.py was not written: it has changes that are not staged" in done.stderr
    assert (project.read("src/one.py"), project.read("src/two.py")) == (AFTER, BEFORE)


def test_a_staged_file_is_fixed_and_still_to_be_staged(project: Checkout) -> None:
    project.write("src/one.py", BEFORE.replace(b'"s3"', b"'s3'"))
    project.git("add", "src/one.py")
    done = run(project, "fix", "--staged")
    assert done.status == 1, "the commit under way would hold the unfixed text"
    assert "git add them" in done.stderr
    assert project.status() == "MM src/one.py"
    project.git("add", "src/one.py")
    assert run(project, "--staged").status == 0


def test_a_baseline_hides_what_is_known_and_names_what_is_gone(project: Checkout) -> None:
    written = run(project, "baseline")
    assert (written.status, written.stdout.split(";")[0]) == (0, "2 findings accepted in .lambdafix/baseline.json")
    quiet = run(project, "--baseline")
    assert quiet.status == 0
    assert "2 findings in .lambdafix/baseline.json not shown" in quiet.stdout
    project.write("src/one.py", AFTER)
    project.write("src/two.py", BEFORE.replace(b"def handler", b"\n\n# moved\ndef handler"))
    moved = run(project, "--baseline")
    assert moved.status == 0
    assert "LMB201 in src/one.py handler is in .lambdafix/baseline.json and no longer found" in moved.stdout
    only_two = run(project, "src/two.py", "--baseline")
    assert "no longer found" not in only_two.stdout
    project.write("src/one.py", BEFORE.replace(b'"s3"', b'"sqs"').replace(b"buckets", b"queues"))
    assert found(run(project, "--baseline", "--output-format", "json")) == ["src/one.py"]


def test_a_missing_baseline_is_an_error(project: Checkout) -> None:
    done = run(project, "--baseline")
    assert (done.status, done.stdout) == (2, "")
    assert "lambdafix baseline writes it" in done.stderr


def test_a_hook_that_reformats_and_fails_leaves_its_work_to_the_user(project: Checkout) -> None:
    project.hook("pre-commit", "echo '# formatted' >> src/one.py; echo reformatted; exit 1")
    done = run(project, "fix", "--commit")
    assert done.status == 2
    lines = done.stderr.splitlines()
    assert lines[:2] == ["lambdafix: error: git refused a commit, so its fixes are taken back:", "reformatted"]
    assert lines[2].startswith("lambdafix: error: src/one.py was not committed: a hook changed it")
    assert project.status() == " M src/one.py"


def test_files_of_the_user_are_never_committed(project: Checkout) -> None:
    project.write("src/one.py", b"# mine\n" + BEFORE)
    done = run(project, "fix", "--commit")
    assert done.status == 2
    assert "src/one.py was not committed: it has uncommitted changes" in done.stderr
    assert project.git("log", "-1", "--format=%s") == f"{SUBJECT} in src/two.py"
    assert project.status() == " M src/one.py"


TWO = BEFORE.replace(
    b"    return client.list_buckets()\n",
    b'    queue = boto3.client("sqs")\n    return client.list_buckets(), queue.list_queues()\n',
)
CHECK = """\
import pathlib, sys
lines = pathlib.Path("src/one.py").read_text().split("\\n")
print("1 failed" if "queue = boto3.client(\\"sqs\\")" in lines else "1 passed")
sys.exit("queue = boto3.client(\\"sqs\\")" in lines)
"""


def rejected(project: Checkout, *findings: dict[str, str]) -> None:
    tables = [f'[[rejected]]\nfingerprint = "{finding["fingerprint"]}"\n' for finding in findings]
    project.commit({".lambdafix/rejected.toml": "\n".join(tables).encode()})


def test_what_was_rejected_is_not_fixed_unless_asked_for(project: Checkout) -> None:
    first, _ = run(project, "--output-format", "json").json["findings"]
    rejected(project, first)
    dry = run(project)
    assert "1 fix rejected in a review and held back; --rejected applies what was rejected" in dry.stdout
    assert "applies 1 safe fix in 1 file" in dry.stdout
    done = run(project, "fix")
    assert (done.status, project.read("src/one.py"), project.read("src/two.py")) == (1, BEFORE, AFTER)
    assert run(project, "fix", "--rejected").status == 0
    assert project.read("src/one.py") == AFTER


def test_a_rejection_outlives_the_renumbering_of_its_twin(project: Checkout) -> None:
    project.commit({"src/one.py": BEFORE.replace(b"    return", b'    other = boto3.client("s3")\n    return')})
    findings = run(project, "--output-format", "json").json["findings"]
    first, second = (finding for finding in findings if finding["filename"] == "src/one.py")
    rejected(project, second)
    run(project, "fix")
    assert first["fingerprint"] != second["fingerprint"]
    assert b'    other = boto3.client("s3")\n' in project.read("src/one.py")


def test_verify_holds_back_the_fix_that_breaks_the_tests(project: Checkout) -> None:
    project.commit({"src/one.py": TWO, "check.py": CHECK.encode()})
    tests = f"{sys.executable} check.py"
    dry = run(project, "--diff", "--verify", tests)
    assert "+queue" not in dry.stdout
    assert "+s3_client" in dry.stdout
    done = run(project, "fix", "--verify", tests)
    assert done.status == 1
    assert "LMB201 at src/one.py:6 is not fixed: the tests fail with it (1 failed)" in done.stderr
    assert "running the tests without any fix" in done.stderr
    assert project.read("src/two.py") == AFTER
    assert b'\ns3_client = boto3.client("s3")\n' in project.read("src/one.py")
    assert b'\n    queue = boto3.client("sqs")\n' in project.read("src/one.py")


def test_verify_before_a_commit(project: Checkout) -> None:
    project.commit({"src/one.py": TWO, "check.py": CHECK.encode()})
    done = run(project, "fix", "--commit", "--verify", f"{sys.executable} check.py")
    assert done.status == 1
    assert project.status() == ""
    assert b'\n    queue = boto3.client("sqs")\n' in project.read("src/one.py")
    assert project.git("log", "-1", "--format=%s") == f"{SUBJECT} in 2 files"


def test_verify_with_tests_that_fail_anyway_fixes_nothing(project: Checkout) -> None:
    done = run(project, "fix", "--verify", "false")
    assert done.status == 2
    assert "the tests do not pass without any fix either" in done.stderr
    assert project.status() == ""


def test_verify_tries_only_what_will_be_written(project: Checkout) -> None:
    project.commit({"src/one.py": TWO, "check.py": CHECK.encode()})
    project.write("src/one.py", TWO + b"# mine\n")
    done = run(project, "fix", "--verify", f"{sys.executable} check.py")
    assert "the tests fail with it" not in done.stderr
    assert "src/one.py was not written: it has uncommitted changes" in done.stderr
    assert project.read("src/two.py") == AFTER


def test_since_leaves_an_unchanged_twin_of_a_changed_row_alone(project: Checkout) -> None:
    project.write(
        "src/one.py", BEFORE.replace(b"    client", b'    first = boto3.client("s3")\n    first.close()\n    client')
    )
    run(project, "fix", "--since", "HEAD", "--allow-dirty")
    assert b"    first =" not in project.read("src/one.py")
    assert b'    client = boto3.client("s3")\n' in project.read("src/one.py")


def test_a_review_can_be_narrowed(project: Checkout) -> None:
    staged = run(project, "review", "--staged")
    assert staged.status == 2
    assert "lambdafix review --since HEAD" in staged.stderr
    project.write("src/two.py", TWO)
    program = ["-P", "-m", "lambdafix", "review", "--since", "HEAD", "--allow-dirty"]
    terminal = Terminal(project.root, program=program)
    terminal.see("1/1 fixes")
    assert "src/two.py:6" in terminal.text
    terminal.press("y", "Everything is decided")
    terminal.press("q", "Wrote 1 fix to 1 file")
    assert terminal.end() == 0
    assert b'    client = boto3.client("s3")\n' in project.read("src/two.py")
    assert project.read("src/one.py") == BEFORE
