"""How a question about a program is answered: yes, and by what; no, and why; or unknown, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    """The code says yes. `evidence` is a clause that names what shows it."""

    evidence: str


@dataclass(frozen=True, slots=True)
class Refuted:
    """The code says no. `reason` is a clause that names what shows it."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The code leaves the question open: nothing safe follows. `reason` is a clause that says what is missing."""

    reason: str


Judgement = Known | Refuted | Unknown
