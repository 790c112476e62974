"""The README in its parts, and what those that are generated must hold: the rule table, the screens, the codemod."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lambdafix.rules import table
from support.case import ANSWERS, CORPUS, case_folders, load_case
from support.checkout import Checkout
from support.terminal import Terminal

ROOT = CORPUS.parent
README = ROOT / "README.md"
CODEMOD = ROOT / "tests/data/codemods/printed_event.py"
EXAMPLE = "corpus/example"
_COLUMNS, _ROWS, _TALL = 100, 30, 300
_PROGRAM = ("-P", "-m", "lambdafix")
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TABLE = re.compile(r"(?<=<!-- rules -->\n).*?(?=<!-- end of rules -->)", re.DOTALL)
_PROMPT = "$ "
_WORDS = {"safe": "safe fix", "unsafe": "unsafe fix", "report": "report"}


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: the word after its fence, and its text."""

    kind: str
    text: str

    @property
    def command(self) -> str:
        """What a screen is the answer to."""
        return self.text.partition("\n")[0].removeprefix(_PROMPT)


def blocks(text: str, kind: str) -> list[Block]:
    return [block for block in map(_block, _FENCE.finditer(text)) if block.kind == kind]


def _block(match: re.Match[str]) -> Block:
    return Block(match[1], match[2])


def rule_table() -> str:
    """Every bundled rule with its code, name, summary and the best answer that a case in the corpus gets."""
    lines = ["| Code | Name | Finds | Best answer |", "|---|---|---|---|"]
    for rule in table.read([table.bundled_folder()]):
        off = "" if rule.selected_by_default else ", off unless selected"
        answer = f"{_WORDS[best_answer(rule.code)]}{off}"
        lines.append(f"| {rule.code} | {rule.name} | {_summary(rule)} | {answer} |")
    return "".join(f"{line}\n" for line in lines)


def best_answer(code: str) -> str:
    """The first of `ANSWERS` that a finding in the rule's cases has."""
    cases = [load_case(folder) for folder in case_folders() if folder.parent.name.startswith(code)]
    answers = [expected.answer for case in cases for expected in case.expected]
    assert answers, f"{code} finds nothing in the corpus"
    return min(answers, key=ANSWERS.index)


def _summary(rule: table.Rule) -> str:
    (_, text), *_ = table.sections(rule.doc)
    return " ".join(text.split()).rstrip(".")


def project(folder: Path) -> Checkout:
    """A repository that holds the example where the README has it, with all of it committed."""
    checkout = Checkout.create(folder)
    shutil.copytree(ROOT / EXAMPLE, folder / EXAMPLE)
    checkout.commit()
    return checkout


def screen(command: str, folder: Path) -> str:
    """What `command` shows in a terminal of 100 columns, run in a project at `folder`."""
    program, *arguments = shlex.split(command)
    assert program == "lambdafix", command
    if arguments[0] == "review":
        return _review(folder, arguments)
    terminal = Terminal(folder, *arguments, size=(_COLUMNS, _TALL), env={"NO_COLOR": "1"}, program=_PROGRAM)
    assert terminal.end() in (0, 1), terminal.text
    return terminal.text.strip("\n") + "\n"


def _review(folder: Path, arguments: list[str]) -> str:
    """The second fix on the screen, after a yes to the first."""
    terminal = Terminal(folder, *arguments, size=(_COLUMNS, _ROWS), program=_PROGRAM)
    try:
        terminal.see("1/3 fixes")
        terminal.press("y", "2/3 fixes")
        return terminal.see("checks: syntax ✔ names ✔") + "\n"
    finally:
        terminal.child.close(force=True)


def generated(text: str, folder: Path) -> str:
    """`text` with its table, screens and codemod as they are now. The screens are those of the project at `folder`."""

    def renewed(match: re.Match[str]) -> str:
        block = _block(match)
        if block.kind == "console":
            shown = screen(block.command, folder)
            return f"```console\n{_PROMPT}{block.command}\n{shown.rstrip()}\n```"
        if block.kind == "python" and (not block.text or "(Codemod[" in block.text):
            return f"```python\n{CODEMOD.read_text('utf-8')}```"
        return match[0]

    return _FENCE.sub(renewed, _TABLE.sub(lambda _: rule_table(), text))


def inline_commands(text: str) -> Iterator[str]:
    """Every `lambdafix …` that stands within a sentence."""
    prose = _FENCE.sub("", text)
    yield from (found for found in re.findall(r"`([^`\n]+)`", prose) if found.startswith("lambdafix "))
