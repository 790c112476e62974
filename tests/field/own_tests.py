"""Run the tests of checkouts before and after the safe fixes: `python tests/field/own_tests.py FOLDER [NAME …]`.

FOLDER holds checkouts. Each is copied, its tests run by pytest with the Python that runs this, without network where
`unshare` allows that, then `lambdafix fix` is applied and they run again. Every test that passed and does not any more
is a fault. Code of the checkouts is executed: use a machine that you can spare.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SECONDS = 240
_OUTCOME = re.compile(r"^(PASSED|FAILED|ERROR) (\S+)")
_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "PYTHONDONTWRITEBYTECODE": "1",
}


def passed(root: Path) -> set[str]:
    """The tests under `root` that pass, by pytest's names; folder by folder, so that one broken import costs one."""
    folders = sorted({file.parent for file in root.rglob("test_*.py") if "node_modules" not in file.parts})
    found: set[str] = set()
    alone = ["unshare", "-n"] if shutil.which("unshare") and os.geteuid() == 0 else []
    for folder in folders:
        command = [*alone, sys.executable, "-m", "pytest", "-q", "-rA", "-p", "no:cacheprovider", "--no-header", "."]
        top = next((above for above in folder.parents if (above / "setup.py").exists()), folder.parent)
        paths = os.pathsep.join(map(str, (folder, folder.parent, folder.parent / "src", top)))
        try:
            done = subprocess.run(
                [*command, "--continue-on-collection-errors"],
                cwd=folder,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=SECONDS,
                check=False,
                env={**os.environ, **_ENVIRONMENT, "PYTHONPATH": paths},
            )
        except subprocess.TimeoutExpired:
            continue
        where = folder.relative_to(root).as_posix()
        for line in done.stdout.splitlines():
            if (outcome := _OUTCOME.match(line)) and outcome[1] == "PASSED":
                found.add(f"{where}/{outcome[2]}")
    return found


def compare(checkout: Path) -> tuple[set[str], set[str], int]:
    """The tests that pass before and after the safe fixes, and how many files these change."""
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "before"), Path(folder, "after")
        for copy in (before, after):
            shutil.copytree(checkout, copy, symlinks=True, ignore=shutil.ignore_patterns(".git"))
        subprocess.run(
            [sys.executable, "-P", "-m", "lambdafix", "fix", "--isolated", "--exit-zero", "-q", "."],
            cwd=after,
            check=False,
            capture_output=True,
            timeout=900,
        )
        changed = sum(
            file.read_bytes() != (before / file.relative_to(after)).read_bytes()
            for file in after.rglob("*.py")
            if file.is_file()
        )
        was = passed(before)
        return was, passed(after) if changed and was else was, changed


def main() -> int:
    root, *names = sys.argv[1:]
    broken = 0
    for checkout in sorted(Path(root).iterdir()):
        if names and checkout.name not in names:
            continue
        was, now, changed = compare(checkout)
        red = was - now
        broken += len(red)
        print(
            f"{checkout.name}: {len(was)} passed, {changed} files fixed, {len(red)} red now", *sorted(red), flush=True
        )
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
