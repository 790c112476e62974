"""Small programs put together from fragments: where something lives, who changes it, who reads it, how it is reached.

They are run with the stand-in of `standin` for boto3.
"""

from __future__ import annotations

import random

from soundness.fragments.clients import CLIENTS
from soundness.fragments.composing import Composed, Family, composed
from soundness.fragments.files import FILE, FILES
from soundness.fragments.initialised import INITIALISED
from soundness.fragments.scalars import SCALARS
from soundness.fragments.state import STATE

FAMILIES = (CLIENTS, INITIALISED, STATE, SCALARS, FILES)


def compose(chance: random.Random) -> Composed:
    """A program of any family."""
    return composed(chance.choice(FAMILIES), chance)


__all__ = ["FAMILIES", "FILE", "Composed", "Family", "compose"]
