"""Questions by which code tells that it runs on a laptop or in a pipeline, and not on Lambda."""

from __future__ import annotations

import re

ASKS = re.compile(
    r"\b(local|debug|dev|development|offline|testing|AWS_LAMBDA|AWS_EXECUTION|SAM_LOCAL|__name__)", re.IGNORECASE
)
SAYS_OFFLINE = re.compile(r"(?:is_|sam_|run_|running_)?(?:offline|local(?:stack|host)?)\b", re.IGNORECASE)
"""A test that is true only there."""
