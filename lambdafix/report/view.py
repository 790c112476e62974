"""What the writers need to know besides the analysis."""

from __future__ import annotations

from dataclasses import dataclass

from lambdafix.model import Refusal
from lambdafix.settings.workspace import Workspace


@dataclass(frozen=True, slots=True)
class View:
    workspace: Workspace
    unsafe_fixes: bool = False
    quiet: bool = False
    verbose: bool = False
    piped: bool = False
    """Whether a program reads on: a finding stays on one line that names its place, and nothing is wrapped or cut."""
    show_secrets: bool = False
    """Write what shows a credential and must apply all the same: diffs, and edits in JSON."""
    arguments: tuple[str, ...] = ()
    """What the user typed after the verb, so that the next command can be spelled out."""
    offered_codemods: tuple[str, ...] = ()
    """Folders of codemods the project names and nobody consented to."""
    offered_bowler: tuple[str, ...] = ()
    """Bowler queries of that kind."""

    def shown(self, path: str) -> str:
        """A path from the project's root, as it reads from the current folder."""
        return self.workspace.shown(path)

    def shown_place(self, place: str) -> str:
        """The same for "template.yaml:12"."""
        path, colon, row = place.rpartition(":")
        return f"{self.shown(path)}:{row}" if colon else self.shown(place)


@dataclass(frozen=True, slots=True)
class Written:
    """What `fix` did: fingerprints by path, and the files it could not write."""

    files: tuple[tuple[str, tuple[str, ...]], ...]
    refused: tuple[tuple[str, Refusal], ...] = ()
