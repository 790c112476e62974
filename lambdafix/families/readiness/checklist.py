"""The production-readiness checklist: for each function what is done, what is open, and what a project cannot tell."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lambdafix.families.readiness.permissions import sweeping_grants
from lambdafix.families.readiness.triggers import triggers
from lambdafix.model import Finding
from lambdafix.project.stacks import Absent, Code, Resource, Stack, Stacks, Unknown


class State(enum.Enum):
    TICKED = "ticked"
    OPEN = "open"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Box:
    group: str
    text: str
    rules: tuple[str, ...]
    """The codes of the rules that find it open."""
    settings: tuple[tuple[str, ...], ...] = ()
    """The properties that answer it: where one is known at deployment only, so is the box."""
    wants_code: bool = False
    wants_template: bool = True


_STATE = ("LMB101", "LMB102", "LMB103", "LMB104", "LMB108")
_FILES = ("LMB301", "LMB302", "LMB304")
_REUSE = ("LMB201", "LMB202", "LMB203", "LMB204", "LMB205", "LMB206")
_COHESION = "that what a function does belongs together is for people to judge"

BOXES = (
    Box("Architecture", "Granularity follows resource similarity and functional cohesion", ("LMB813",), (), True),
    Box("Architecture", "Static assets served from S3 and CloudFront", ("LMB504",), (), True, False),
    Box("Architecture", "Heavy operations in functions of their own", ("LMB813",), (), True),
    Box("Stateless design", "No state of one request kept in globals", _STATE, (), True, False),
    Box("Stateless design", "Temporary files are the request's own, and removed", _FILES, (), True, False),
    Box("Stateless design", "Connections and configuration reused on purpose", _REUSE, (), True, False),
    Box("Cost", "Memory set by measured usage", ("LMB801",), (("MemorySize",),)),
    Box("Cost", "Timeout set to a realistic maximum", ("LMB802",), (("Timeout",),)),
    Box(
        "Cost",
        "Reserved concurrency where downstream needs it",
        ("LMB810",),
        (("ReservedConcurrentExecutions",),),
        True,
    ),
    Box(
        "Reliability",
        "Failed asynchronous events are kept",
        ("LMB803",),
        (("Events",), ("DeadLetterQueue",), ("DeadLetterConfig",), ("EventInvokeConfig",)),
    ),
    Box("Reliability", "Task states of Step Functions retry", ("LMB804",)),
    Box("Reliability", "Alarms on errors, throttles and duration", ("LMB805",)),
    Box("Security", "The role grants the least privilege", ("LMB806",), (("Role",), ("Policies",))),
    Box("Security", "Secrets in Secrets Manager or Parameter Store", ("LMB601", "LMB602"), (), True, False),
    Box("Security", "VPC only where it is needed", ("LMB807",), (("VpcConfig",),), True),
    Box("Observability", "Structured logs", ("LMB808",), (("LoggingConfig", "LogFormat"),), True),
    Box("Observability", "X-Ray tracing", ("LMB809",), (("Tracing",), ("TracingConfig", "Mode"))),
    Box("Observability", "Metrics of the business", ("LMB811",), (), True),
)
RULES = tuple(dict.fromkeys(code for box in BOXES for code in box.rules))


@dataclass(frozen=True, slots=True)
class Subject:
    """A function, by its template where one declares it, else by its handler."""

    name: str
    place: str
    """ "template.yaml:12", or the handler's file."""
    stack: Stack | None
    function: Resource | None
    code: Code | None


@dataclass(frozen=True, slots=True)
class Answer:
    box: Box
    state: State
    reason: str = ""
    """Why it is open or unknown, a clause; "" where it is ticked."""
    where: str = ""
    """The place that leaves it open, "app.py:12"."""


def answers(every: Stacks, subject: Subject, findings: Sequence[Finding]) -> Iterator[Answer]:
    """Every box, answered for one function. `findings` are those of the rules in `RULES`."""
    own = [finding for finding in findings if _concerns(finding, subject)]
    for box in BOXES:
        yield _answer(every, box, subject, own, findings)


def _answer(every: Stacks, box: Box, subject: Subject, own: Iterable[Finding], all_: Iterable[Finding]) -> Answer:
    found = next((finding for finding in own if finding.code in box.rules), None) or _shared(box, subject, all_)
    if found is not None:
        return Answer(box, State.OPEN, found.message, f"{found.path}:{found.start.row}")
    if box.wants_template and subject.function is None:
        return Answer(box, State.UNKNOWN, "no template that is read here declares it")
    if subject.function is not None and _settled(box, subject.function):
        return Answer(box, State.TICKED)
    if box.wants_code and subject.code is None:
        return Answer(box, State.UNKNOWN, "its code is not in the project")
    if reason := _left_open(box, subject):
        return Answer(box, State.UNKNOWN, reason)
    if box.rules == ("LMB813",) and box.text.startswith("Granularity"):
        return Answer(box, State.UNKNOWN, _COHESION)
    return Answer(box, State.TICKED)


def _settled(box: Box, function: Resource) -> bool:
    """Whether the template alone ticks a box that else depends on the code."""
    (code, *_) = box.rules
    if code == "LMB807":
        return isinstance(function.get("VpcConfig"), Absent)
    if code == "LMB808":
        return function.get("LoggingConfig", "LogFormat").text == "JSON"
    return code == "LMB810" and function.get("ReservedConcurrentExecutions").number is not None


def _left_open(box: Box, subject: Subject) -> str:
    """Why the template does not tell, "" where it does."""
    if subject.function is None or subject.stack is None:
        return ""
    for keys in box.settings:
        setting = subject.function.get(*keys)
        if isinstance(setting, Unknown):
            return f"{keys[-1]}: {setting.reason}"
    if box.rules == ("LMB803",) and next(triggers(subject.stack, subject.function), None) is None:
        return "the template does not say what invokes it"
    role = subject.function.get("Role")
    if ("Role",) in box.settings and role.target and subject.stack.at(role) is None:
        return "its role is declared elsewhere"
    if ("Role",) in box.settings and role.text is not None:
        return "its role is declared elsewhere"
    return ""


def _concerns(finding: Finding, subject: Subject) -> bool:
    if subject.function is not None and finding.path == subject.function.place.path:
        return finding.function == subject.function.name
    return subject.code is not None and finding.path in subject.code.paths


def _shared(box: Box, subject: Subject, findings: Iterable[Finding]) -> Finding | None:
    """A finding in what functions share: a role, a state machine of the same stack."""
    if subject.stack is None or subject.function is None:
        return None
    of_box = [finding for finding in findings if finding.code in box.rules]
    if box.rules == ("LMB806",):
        rows = {(grant.place.path, grant.place.row) for grant in sweeping_grants(subject.stack, subject.function)}
        return next((finding for finding in of_box if (finding.path, finding.start.row) in rows), None)
    if box.rules == ("LMB804",):
        machines = {resource.name for resource in subject.stack.resources}
        return next((finding for finding in of_box if finding.function in machines), None)
    return None
