"""A corpus case as its folder describes it. The format is documented in `corpus/README.md`."""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).parents[2] / "corpus"

ANSWERS = ("safe", "unsafe", "report", "none")
SERVICES = ("postgresql", "mariadb", "redis", "dynamodb")
ALWAYS_OBSERVED = ("result", "stdout")
_CASE_KEYS = {
    "answer",
    "findings",
    "message",
    "refusal",
    "doubt",
    "finding",
    "pair",
    "example",
    "no_run",
    "run",
}
_FINDING_KEYS = {"answer", "message", "refusal", "doubt"}
_RUN_KEYS = {
    "setup",
    "handler",
    "root",
    "environment",
    "services",
    "observe",
    "ignore",
    "first",
    "fault",
    "fixed",
    "cold",
}
_OWN_FILES = {"case.toml", "event.json", "events.json", "setup.py", "before.py", "after.py"}
_PAIR_LINES = 3


class CaseError(Exception):
    """A case's folder does not follow the format."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What is asserted of one finding; an empty text asserts nothing."""

    answer: str
    message: str = ""
    refusal: str = ""
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """How a case's handler is called, and what its calls must show."""

    handler: str
    root: str
    environment: Mapping[str, str]
    services: tuple[str, ...]
    setup: str
    """Source of what it shares and of its own `setup.py`, "" without either."""
    observe: tuple[str, ...]
    events: tuple[Any, ...]
    first: Mapping[str, Any]
    fault: Mapping[str, Any]
    fixed: Mapping[str, Any]
    cold: str
    """Why a cold start may differ after an unsafe fix, "" where it must not."""


@dataclass(frozen=True)
class Case:
    rule: str
    folder: Path
    expected: tuple[Expected, ...]
    pair: str = ""
    example: bool = False
    no_run: str = ""
    _run: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.folder.parent.name}/{self.folder.name}"

    @cached_property
    def before(self) -> dict[str, bytes]:
        """The project's files by relative path."""
        return self._tree("before")

    @cached_property
    def after(self) -> dict[str, bytes]:
        """The project's files once repaired; those of `before` where nothing may change."""
        return self._tree("after") if self.changes else self.before

    @property
    def changes(self) -> bool:
        return (self.folder / "after.py").exists() or (self.folder / "after").exists()

    @cached_property
    def run(self) -> Run:
        given = self._run
        expectations = [given.get(key, {}) for key in ("first", "fault", "fixed")]
        wanted = [
            *ALWAYS_OBSERVED,
            *given.get("observe", ()),
            *(key for part in expectations for key in part),
        ]
        return Run(
            handler=given.get("handler") or self._only_handler(),
            root=given.get("root", ""),
            environment=given.get("environment", {}),
            services=tuple(given.get("services", ())),
            setup=self._setup(),
            observe=tuple(dict.fromkeys(key for key in wanted if key not in (*given.get("ignore", ()), "error"))),
            events=self._events(),
            first=expectations[0],
            fault=expectations[1],
            fixed=expectations[2],
            cold=given.get("cold", ""),
        )

    def _setup(self) -> str:
        """What the case shares with others of its rule, and after it what is its own."""
        own, name = self.folder / "setup.py", self._run.get("setup", "")
        shared = self.folder.parent / f"{name}.py"
        if name and not shared.exists():
            raise CaseError(f"{self}: `setup` wants {shared.name} in {self.folder.parent.name}")
        return "\n\n".join(path.read_text("utf-8") for path in (shared, own) if path.exists())

    def _tree(self, name: str) -> dict[str, bytes]:
        single, folder = self.folder / f"{name}.py", self.folder / name
        if single.exists() == folder.exists():
            raise CaseError(f"{self}: needs either {name}.py or a folder {name}/")
        if folder.exists():
            return _read(folder)
        shared = {
            path: content
            for path, content in _read(self.folder).items()
            if path not in _OWN_FILES and not path.startswith(("before/", "after/"))
        }
        return {**shared, "before.py": single.read_bytes()}

    def _only_handler(self) -> str:
        text = self.before.get("before.py", b"").decode("utf-8", "replace")
        names = re.findall(r"^(?:def )?(handler|lambda_handler)\b(?: =|\()", text, re.MULTILINE)
        if len(set(names)) != 1:
            raise CaseError(f"{self}: name the handler in [run], as in handler = 'app.handler'")
        return f"before.{names[0]}"

    def _events(self) -> tuple[Any, ...]:
        several, single = self.folder / "events.json", self.folder / "event.json"
        if several.exists():
            events = tuple(json.loads(several.read_text("utf-8")))
            if len(events) < 2:
                raise CaseError(f"{self}: events.json needs at least two events")
            return events
        event = json.loads(single.read_text("utf-8")) if single.exists() else {}
        return (event, event)


def load_case(folder: Path) -> Case:
    """The case in `folder`; raises `CaseError` where the folder does not follow the format."""
    label = f"{folder.parent.name}/{folder.name}"
    try:
        given = tomllib.loads((folder / "case.toml").read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise CaseError(f"{label}: case.toml: {error}") from error
    _check_keys(label, given, _CASE_KEYS)
    _check_keys(f"{label} [run]", given.get("run", {}), _RUN_KEYS)
    case = Case(
        rule=folder.parent.name[:6],
        folder=folder,
        expected=_expected(label, given),
        pair=given.get("pair", ""),
        example=given.get("example", False),
        no_run=given.get("no_run", ""),
        _run=given.get("run", {}),
    )
    _check_consistent(case, given)
    return case


def case_folders() -> list[Path]:
    return [
        folder
        for rule in rule_folders()
        for folder in sorted(rule.iterdir())
        if folder.is_dir() and folder.name != "__pycache__"
    ]


def rule_folders() -> list[Path]:
    return sorted(path for path in CORPUS.glob("[A-Z][A-Z][A-Z][0-9]*") if path.is_dir())


def pair_distance(one: Case, other: Case) -> int:
    """Lines that differ between two cases' projects; a file that only one of them has counts as one line."""
    return sum(
        _changed_lines(one.before[path], other.before[path]) if path in one.before and path in other.before else 1
        for path in one.before.keys() | other.before.keys()
    )


def is_near_miss(one: Case, other: Case) -> bool:
    return 0 < pair_distance(one, other) <= _PAIR_LINES


def _changed_lines(one: bytes, other: bytes) -> int:
    matcher = difflib.SequenceMatcher(None, one.splitlines(), other.splitlines(), autojunk=False)
    return sum(max(b - a, d - c) for operation, a, b, c, d in matcher.get_opcodes() if operation != "equal")


def _read(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def _expected(label: str, given: Mapping[str, Any]) -> tuple[Expected, ...]:
    tables = given.get("finding")
    if tables is None:
        answer = given.get("answer", "")
        count = given.get("findings", 0 if answer == "none" else 1)
        tables = [{key: given[key] for key in _FINDING_KEYS if key in given}] * count
        if answer not in ANSWERS or (answer == "none") != (count == 0):
            raise CaseError(f"{label}: answer must be one of {', '.join(ANSWERS)}, with findings to match")
    for table in tables:
        _check_keys(f"{label} [[finding]]", table, _FINDING_KEYS)
        if table.get("answer") not in ANSWERS[:3]:
            raise CaseError(f"{label}: a finding's answer is one of {', '.join(ANSWERS[:3])}")
    return tuple(Expected(**table) for table in tables)


def _check_consistent(case: Case, given: Mapping[str, Any]) -> None:
    answers = {expected.answer for expected in case.expected}
    run = given.get("run", {})
    if case.changes != bool(answers & {"safe", "unsafe"}):
        raise CaseError(f"{case}: safe and unsafe answers come with after.py, others without")
    if case.changes and not case.no_run and not (run.get("fault") and run.get("fixed")):
        raise CaseError(f"{case}: [run] must say what the last call shows before (fault) and after (fixed)")
    if run.get("cold") and "unsafe" not in answers:
        raise CaseError(f"{case}: a safe fix leaves the cold start as it was, so `cold` cannot be given")
    if case.no_run and run:
        raise CaseError(f"{case}: no_run and [run] exclude each other")
    unknown = set(run.get("services", ())) - set(SERVICES)
    if unknown:
        raise CaseError(f"{case}: unknown service {', '.join(sorted(unknown))}; known: {', '.join(SERVICES)}")


def _check_keys(label: str, given: Mapping[str, Any], known: set[str]) -> None:
    unknown = set(given) - known
    if unknown:
        raise CaseError(f"{label}: unknown key {', '.join(sorted(unknown))}; known: {', '.join(sorted(known))}")
