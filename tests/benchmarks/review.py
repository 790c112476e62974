"""How long the review takes to answer a key with 500 fixes pending. Prints the times; asserts none.

Run it: python tests/benchmarks/review.py [fixes] [files]
"""

from __future__ import annotations

import contextlib
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lambdafix.decisions import session as moves
from lambdafix.decisions.events import Opened
from lambdafix.decisions.journal import Journal
from lambdafix.decisions.session import Agenda
from lambdafix.model import Edit, Finding, Refusal
from lambdafix.review.display import FullScreen
from lambdafix.review.keys import Keyboard
from lambdafix.review.layout import Painter
from lambdafix.review.screen import Size
from lambdafix.review.terminal import Shell, Tools
from lambdafix.source import Source
from lambdafix.vcs.state import State
from support import toy

KEYS = "yjnksyuyyjyn"


class Wide(FullScreen):
    @property
    def size(self) -> Size:
        return Size(140, 40)


def files(count: int, fixes: int) -> dict[str, Source]:
    body = "def f{0}(event):\n    value = {1}\n    # a line between\n    return value\n\n\n"
    calls = ("slow(event['id'])", 'build("table")', "risky(event)")
    functions = [body.format(number, calls[number % 3]) for number in range(fixes)]
    share = -(-fixes // count)
    texts = ["import os\n\n\n" + "".join(functions[n : n + share]) for n in range(0, fixes, share)]
    return {f"src/file_{n}.py": Source(f"src/file_{n}.py", text) for n, text in enumerate(texts)}


def unused(*_: object) -> None:
    raise AssertionError("no key of this benchmark asks for it")


def nothing(finding: Finding, edits: tuple[Edit, ...]) -> Refusal | None:
    return None


def times(count: int, fixes: int, folder: Path) -> list[float]:
    sources = files(count, fixes)
    findings = [finding for source in sources.values() for finding in toy.findings(source)]
    session = moves.replay(Agenda.of(findings), [Opened()])
    tools = Tools(sources.__getitem__, unused, unused, nothing, unused, unused)  # type: ignore[arg-type]
    taken = []
    with Journal(State(folder, folder)) as journal:
        keyboard = Keyboard(0, 1)
        shell = Shell(session, journal, Wide(Painter(sources.__getitem__)), keyboard, tools)
        shell.stage.draw()
        for number in range(fixes):
            began = time.perf_counter()
            shell.press(KEYS[number % len(KEYS)])
            shell.stage.draw()
            shell.examine()
            taken.append((time.perf_counter() - began) * 1000)
    return taken


def main() -> None:
    fixes, count = (int(argument) for argument in (*sys.argv[1:], "500", "40")[:2])
    quiet = os.open(os.devnull, os.O_WRONLY)
    real = os.dup(1)
    for files_used in dict.fromkeys((count, 1)):
        with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
            os.dup2(quiet, 1)
            stack.callback(os.dup2, real, 1)
            taken = times(files_used, fixes, Path(folder))
        quantiles = statistics.quantiles(taken, n=20)
        print(
            f"{fixes} fixes in {files_used} files: median {statistics.median(taken):.1f} ms, "
            f"95% under {quantiles[-1]:.1f} ms, worst {max(taken):.1f} ms"
        )


if __name__ == "__main__":
    main()
