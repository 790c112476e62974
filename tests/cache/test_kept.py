"""A warm run says what a cold run says, whatever was changed in between."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.tree import write_tree
from lambdafix import engine
from lambdafix.cache import state
from lambdafix.cache.folder import Folder
from lambdafix.engine import Request
from lambdafix.knowledge import paginated
from lambdafix.model import Finding
from lambdafix.rules import registry
from lambdafix.settings import config
from support.case import case_folders, load_case
from support.files import write_files
from support.kept import Asked, fresh, request

EVERY = 30
"""Of the corpus' cases, every so many-th is run three times here."""
EDITS = 25

CLIENT = b"""\
import boto3

def handler(event, context):
    client = boto3.client("s3")
    return client.get_object(Bucket="b", Key=event["k"])
"""


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    return Asked(tmp_path / "cache")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    write_files(root, {"app.py": CLIENT, "lib.py": b"import app\n"})
    return root


@pytest.mark.parametrize("folder", case_folders()[::EVERY], ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_of_a_case(tmp_path: Path, asked: Asked, folder: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    write_files(root, load_case(folder).before)
    for unsafe in (True, False):
        known = fresh(request(root, unsafe=unsafe))
        assert [asked.analyse(request(root, unsafe=unsafe)) for _ in range(2)] == [known, known]


def test_nothing_is_looked_at_again_where_nothing_changed(project: Path, asked: Asked) -> None:
    runs = [asked.analyse(request(project)) for _ in range(3)]
    assert asked.anew == 1
    assert runs[0].findings
    assert runs[0].rewrites
    assert runs[1] == runs[0] == runs[2] == fresh(request(project))


CHANGES: dict[str, Callable[[Path], object]] = {
    "a file": lambda root: (root / "app.py").write_bytes(CLIENT.replace(b"s3", b"sqs")),
    "a file, and not its length": lambda root: (root / "app.py").write_bytes(CLIENT.replace(b'"k"', b'"K"')),
    "a new file": lambda root: (root / "new.py").write_bytes(CLIENT),
    "a file that is gone": lambda root: (root / "lib.py").unlink(),
    "a file that is called otherwise": lambda root: (root / "lib.py").rename(root / "other.py"),
    "a new template": lambda root: (root / "template.yaml").write_text("Resources: {}\n"),
    "a new text beside": lambda root: (root / "README.md").write_text("from app import handler\n"),
    "a file in the place of another": lambda root: (root / "lib.py").replace(root / "app.py"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen(project: Path, asked: Asked, change: str) -> None:
    asked.analyse(request(project))
    CHANGES[change](project)
    assert asked.analyse(request(project)) == fresh(request(project))
    assert asked.anew == 2


def test_a_file_that_is_only_searched_counts(project: Path, asked: Asked) -> None:
    code = (
        b"def handler(event, context):\n"
        b"    with open('/tmp/report.json', 'w') as out:\n        out.write(event['body'])\n"
        b"    with open('/tmp/report.json') as made:\n        return made.read()\n"
    )
    write_files(project, {"app.py": code, "run.sh": b"echo none\n"})
    first = asked.analyse(request(project))
    write_files(project, {"run.sh": b"cat /tmp/report.json\n"})
    second = asked.analyse(request(project))
    assert second == fresh(request(project))
    assert second != first, "the script decides"
    assert asked.analyse(request(project)) == second
    assert asked.anew == 2


def test_a_file_that_a_template_includes_counts(project: Path, asked: Asked) -> None:
    service = b"service: a\nprovider: {name: aws, runtime: python3.12}\nfunctions: ${file(functions.yml)}\n"
    write_files(project, {"serverless.yml": service, ".gitignore": b"functions.yml\n"})
    handlers = []
    for text in (None, b"a: {handler: app.handler}\n", b"a: {handler: app.gone}\n", None):
        if text is None:
            (project / "functions.yml").unlink(missing_ok=True)
        else:
            write_files(project, {"functions.yml": text})
        analysis = asked.analyse(request(project))
        assert analysis == fresh(request(project))
        handlers.append([entry.function for entry in analysis.handlers if entry.how == "serverless"])
    assert handlers == [[], ["handler"], [], []]


def test_what_is_required_and_what_lies_beside_a_function_count(project: Path, asked: Asked) -> None:
    code = b"import stripe\n\n\ndef handler(event, context):\n    return stripe.Charge.retrieve(event['id'])\n"
    write_files(project, {"app.py": code, "requirements.txt": b"requests\n", ".gitignore": b"stripe/\n"})
    found = []

    def look() -> None:
        analysis = asked.analyse(request(project))
        assert analysis == fresh(request(project))
        found.append("LMB706" in {finding.code for finding in analysis.findings})

    look()
    write_files(project, {"requirements.txt": b"requests\nstripe\n"})
    look()
    write_files(project, {"requirements.txt": b"requests\n"})
    look()
    write_files(project, {"stripe/__init__.py": b""})
    look()
    assert found == [True, False, True, False]


def test_what_hangs_on_more_than_files_is_not_kept(project: Path, asked: Asked) -> None:
    write_files(project, {"cdk.json": b"{}"})
    for _ in range(2):
        assert asked.analyse(request(project)) == fresh(request(project))
    assert asked.anew == 2


def test_a_file_that_is_left_out_is_not_quoted(project: Path, asked: Asked) -> None:
    write_files(project, {"big.py": b"# megabytes, larger, generated\n" + b"x = 1\n" * 900_000})
    known = asked.analyse(request(project))
    assert [one.path for one in known.skipped] == ["big.py"]
    write_files(project, {"big.py": b"# entirely another text\n" + b"y = 22\n" * 771_428 + b"z\n"})
    assert asked.analyse(request(project)) == fresh(request(project))


def test_what_is_asked_counts(project: Path, asked: Asked) -> None:
    whole = request(project)
    others = [
        replace(whole, paths=("lib.py",)),
        replace(whole, rewrites=False),
        replace(whole, codemods=whole.codemods[:5]),
        replace(whole, config=replace(whole.config, unsafe_fixes=False)),
        replace(whole, config=replace(whole.config, exclude=("app.py",))),
        replace(whole, config=replace(whole.config, per_file_ignores=(("app.py", ("ALL",)),))),
        replace(whole, overlay={"app.py": b"x = 1\n"}),
        replace(whole, overlay={"app.py": b"x = 2\n"}),
        replace(whole, with_ignored=True),
    ]
    for number, one in enumerate([whole, *others], 1):
        assert asked.analyse(one) == fresh(one)
        assert asked.anew == number
    for one in [whole, *others]:
        assert asked.analyse(one) == fresh(one)
    assert asked.anew == 1 + len(others)


def test_the_form_of_the_report_does_not_count(project: Path, asked: Asked) -> None:
    whole = request(project)
    for form in ("text", "json", "sarif"):
        asked.analyse(replace(whole, config=replace(whole.config, output_format=form)))
    assert asked.anew == 1


def test_another_version_of_this_program_counts(project: Path, asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    asked.analyse(request(project))
    monkeypatch.setattr("lambdafix.cache.state.program", lambda: b"another")
    asked.analyse(request(project))
    assert asked.anew == 2


def test_what_is_installed_beside_it_counts(
    project: Path, asked: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An installation anew may leave a distribution's name and version, and change what it has."""
    code = b"import stripe\n\n\ndef handler(event, context):\n    return stripe.Charge.retrieve(event['id'])\n"
    write_files(project, {"app.py": code, "requirements.txt": b"requests\n"})
    monkeypatch.syspath_prepend(tmp_path / "site")
    found = []
    for distribution in (b"another", b"requests"):
        metadata = {"METADATA": b"Name: %s\nVersion: 1\n" % distribution, "top_level.txt": b"stripe\n"}
        write_files(tmp_path / "site" / "one-1.dist-info", metadata)
        analysis = asked.analyse(request(project))
        assert analysis == fresh(request(project))
        found.append("LMB706" in {finding.code for finding in analysis.findings})
    assert found == [True, False]


def test_the_tables_of_this_program_count(monkeypatch: pytest.MonkeyPatch) -> None:
    table = Path(paginated.__file__).with_suffix(".txt")
    read = Path.read_bytes
    before = state.program()
    monkeypatch.setattr(Path, "read_bytes", lambda path: b"changed" if path == table else read(path))
    assert state.program() != before


def test_what_somebody_holds_back_is_asked_again(project: Path, asked: Asked) -> None:
    held: set[str] = set()
    names: list[str] = []

    def hold(findings: Sequence[Finding]) -> frozenset[str]:
        names.extend(finding.fingerprint for finding in findings)
        return frozenset(held)

    one = replace(request(project), hold=hold)
    free = asked.analyse(one)
    assert free.rewrites
    assert asked.analyse(one) == free
    assert asked.anew == 1
    held.update(names)
    assert not asked.analyse(one).rewrites
    held.clear()
    assert asked.analyse(one) == free
    assert asked.anew == 2


def test_what_is_kept_of_the_findings_counts(project: Path, asked: Asked) -> None:
    write_files(project, {"b.py": CLIENT})
    for scope in ("app.py", "b.py", "app.py", "b.py"):
        one = replace(request(project), keep=only(scope))
        analysis = asked.analyse(one, scope)
        assert analysis == fresh(one)
        assert {finding.path for finding in analysis.findings} == {scope}
        assert analysis.left_out
    assert asked.anew == 2


def only(path: str) -> Callable[[Sequence[Finding]], Sequence[Finding]]:
    return lambda findings: [finding for finding in findings if finding.path == path]


def test_codemods_of_others_are_always_run(project: Path, asked: Asked, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    bundled = Path(registry.file_of(registry.load()["LMB201"]))
    text = bundled.read_text("utf-8").replace("LMB201", "OWN201").replace("client-in-handler", "own")
    (folder / "own.py").write_text(text)
    known = registry.load([str(folder)])
    settings = config.load(project, project, {"select": ["OWN"]})
    one = Request(project, settings, known.select(settings))
    assert [asked.analyse(one), asked.analyse(one)] == [fresh(one), fresh(one)]
    assert asked.anew == 2
    assert not asked.cache.folder.path.exists()


@contextmanager
def changing(monkeypatch: pytest.MonkeyPatch, project: Path, files: Mapping[str, bytes]) -> Iterator[None]:
    """Each run ends with `files` written meanwhile."""
    analyse = engine.analyse

    def changed(*given: object) -> engine.Analysis:
        analysis = analyse(*given)  # type: ignore[arg-type]
        write_files(project, files)
        return analysis

    with monkeypatch.context() as patched:
        patched.setattr("lambdafix.engine.analyse", changed)
        yield


def test_a_file_that_changes_while_the_run_goes_on(
    project: Path, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    with changing(monkeypatch, project, {"app.py": b"x = 1\n"}):
        assert asked.analyse(request(project)).findings
    write_files(project, {"app.py": CLIENT})
    asked.analyse(request(project))
    assert asked.anew == 2, "what was found belongs to no state of the files"


def test_a_file_that_is_consulted_and_changes_while_the_run_goes_on(
    project: Path, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = b"import stripe\n\n\ndef handler(event, context):\n    return stripe.Charge.retrieve(event['id'])\n"
    write_files(project, {"app.py": code, "requirements.txt": b"requests\n"})
    with changing(monkeypatch, project, {"requirements.txt": b"stripe\n"}):
        assert "LMB706" in {finding.code for finding in asked.analyse(request(project)).findings}
    assert asked.analyse(request(project)) == fresh(request(project))
    assert asked.anew == 2, "what was found belongs to the file as it was"


@pytest.mark.parametrize("how", ["cut", "another's", "empty", "words"])
def test_an_answer_that_is_none_is_a_miss(project: Path, asked: Asked, how: str) -> None:
    known = asked.analyse(request(project))
    folder = asked.cache.folder
    (path,) = [path for path in folder.path.rglob("*") if path.is_file()]
    question, state = path.parent.name, path.name
    answer = folder.read(question, state)
    assert answer is not None
    other = {"cut": answer[:-9], "another's": b"\x81\xa1a\x01", "empty": b"", "words": b"nonsense"}[how]
    folder.write(question, state, other)
    assert asked.analyse(request(project)) == known
    assert asked.anew == 2
    assert folder.read(question, state) == answer


def test_a_folder_that_cannot_be_used_is_told_of_once(project: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    asked = Asked(tmp_path / "file" / "cache")
    known = fresh(request(project))
    assert [asked.analyse(request(project)) for _ in range(2)] == [known, known]
    assert asked.cache.trouble.startswith("warning: nothing is kept for the next run")


def test_a_full_disk_costs_nothing_but_the_answer(project: Path, asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Folder, "write", full)
    assert asked.analyse(request(project)) == fresh(request(project))
    assert "No space left on device" in asked.cache.trouble


def test_after_any_edits(tmp_path: Path, asked: Asked) -> None:
    choice = random.Random(7)
    root = tmp_path / "project"
    write_tree(root, 25)
    seen: list[dict[Path, bytes]] = []
    for _ in range(EDITS):
        if seen and choice.random() < 0.3:
            _restore(root, choice.choice(seen[-4:]))
        else:
            _edit(root, choice)
        seen.append({path: path.read_bytes() for path in root.rglob("*") if path.is_file()})
        assert asked.analyse(request(root)) == fresh(request(root))
    assert 0 < asked.anew < EDITS


def _restore(root: Path, files: dict[Path, bytes]) -> None:
    for path in [path for path in root.rglob("*") if path.is_file() and path not in files]:
        path.unlink()
    for path, raw in files.items():
        path.write_bytes(raw)


def _edit(root: Path, choice: random.Random) -> None:
    """Change one file of the project in a way that people change files."""
    files = sorted(path for path in root.rglob("*") if path.is_file())
    path, other = choice.choice(files), choice.choice(files)
    rows = path.read_bytes().splitlines(keepends=True) or [b"\n"]
    at = choice.randrange(len(rows))
    match choice.randrange(6):
        case 0:
            rows.insert(at, b"# a comment\n")
        case 1:
            del rows[at]
        case 2:
            rows.insert(at, choice.choice(rows))
        case 3:
            rows[at] = rows[at].replace(b"client", b"clients").replace(b"def ", b"async def ")
        case 4:
            (path.parent / f"copy_of_{path.name}").write_bytes(other.read_bytes())
        case 5:
            path.unlink()
            return
    path.write_bytes(b"".join(rows))
