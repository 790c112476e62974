"""The review's help."""

from __future__ import annotations

from lambdafix.review.screen import Page

_KEYS = (
    ("y", "yes: accept this fix"),
    ("n", "no: reject it, and do not ask again"),
    ("s", "skip: decide later"),
    ("u", "undo the last decision, as often as wanted"),
    ("q", "write the accepted fixes and quit"),
    ("?", "this help"),
    ("", ""),
    ("a d", "accept the safe ones, reject all, of the rest of this file"),
    ("A D", "the same for every open fix of this rule"),
    ("e", "edit what the fix puts in place, in $VISUAL or $EDITOR"),
    ("i", "what the rule is about, and when its fix is safe"),
    ("v", "side by side, or in one column"),
    ("t", "run the tests on a copy of the project with just this fix"),
    ("o", "the output of the tests that failed with this fix"),
    ("l", "list all, also what has no fix: Enter goes there, / searches, f filters"),
    ("x", "reject, and say why in a comment in the source"),
    ("Q", "quit and discard what was decided in this review"),
    ("j k", "next and previous fix, without deciding (also the arrows right and left)"),
    ("space", "scroll a fix that is longer than the screen (also the arrows up and down)"),
)
_SIGNS = "Signs: ✔ accepted or passed, ✘ rejected or failed, ↷ skipped, ○ open."
_PLAIN_SIGNS = "Signs: + accepted or passed, x rejected or failed, > skipped, o open."
_PROMISE = (
    "Only q writes. Each decision is kept the moment you take it: after Ctrl-C, a closed terminal or a crash,",
    "lambdafix review --resume goes on at the same fix. lambdafix undo takes a whole review back.",
)


def page(ascii_only: bool) -> Page:
    keys = tuple(f"{key:>7}  {does}".rstrip() for key, does in _KEYS)
    return Page("Keys", (*keys, "", _PLAIN_SIGNS if ascii_only else _SIGNS, *_PROMISE))
