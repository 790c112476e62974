"""Writes the generated parts of README.md anew: the rule table, the screens, the codemod."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from support.checkout import IDENTITY
from support.readme import README, generated, project

with tempfile.TemporaryDirectory() as folder:
    settings = Path(folder, "gitconfig")
    settings.write_text(IDENTITY)
    os.environ["GIT_CONFIG_GLOBAL"] = str(settings)
    README.write_text(generated(README.read_text("utf-8"), project(Path(folder, "project")).root), "utf-8")
