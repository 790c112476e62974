"""What the bytes of a file must hold before a rule looks at its syntax tree."""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE


class AnyOf:
    """Evidence that is one of several byte strings, in any case. Faster than a pattern of alternatives."""

    def __init__(self, *words: bytes) -> None:
        self._words = tuple(word.lower() for word in words)

    def search(self, raw: bytes) -> bool:
        folded = raw.lower()
        return any(word in folded for word in self._words)


class Credential:
    """What a file that no request reaches holds where it may hold a credential."""

    def search(self, raw: bytes) -> bool:
        return _is_named(raw) or any(pattern.search(raw) for pattern in (_PASSWORD, _SETTING, _FORM))


def _is_named(raw: bytes) -> bool:
    """Whether a literal that may be a credential follows a word that names one. The literals are the fewer."""
    folded = b""
    for literal in _LITERAL.finditer(raw):
        folded = folded or raw.lower()
        if _NAME.search(folded, max(0, literal.start() - _NEAR), literal.start()):
            return True
    return False


Evidence = re.Pattern[bytes] | AnyOf

RELEVANT = AnyOf(b"boto", b"lambda", b"handler", b"event", b"chalice", b"mangum", b"aws", BOM_UTF16_LE, BOM_UTF16_BE)
"""What a file that matters holds, unless one that does imports it. Text in UTF-16 is to be told of."""

CREDENTIAL = Credential()

_NEAR = 240
"""Bytes between the end of a name and the literal, at most."""
_LITERAL = re.compile(rb"[\"'](?=[^\"'\s]{0,60}\d)[^\"'\s]{8,}[\"']")
_NAME = re.compile(
    rb"pass|pwd|secret|token|api[-_ ]?key|access[-_ ]?key|(?:private|signing|encryption)_?key|credential|auth|hmac"
    rb"|fernet|jwt|login|ftplib|pymysql|mysqldb|\bpw\b|conn\w{0,7}_?str"
)
_PASSWORD = re.compile(
    rb"(?i:(?:pass(?:word|wd|phrase|code)?|pwd)\w{0,20}[\"'\])]{0,2}\s*[:=,)][^\"'\n]{0,40}(?:\n\s*)?[\"'][^\"'\n]{4})"
)
"""One without a digit counts where a connection is opened with it."""
_SETTING = re.compile(
    rb"(?i:(?:pass|pwd|secret|token|(?:api|access|auth|account)[-_ ]?key|credential)\w{0,20}[\"']?"
    rb"\s*(?:=|:|is\b)\s*[\"'`]?(?=[^\s\"'`]{0,60}\d)[\w!@#.+/=~-]{8})"
)
"""In a comment, or in the text of a file or a command: "API_KEY=…", "password: …"."""
_FORM = re.compile(
    rb"(?i:[?&](?:api[-_]?key|token|secret|password|pwd|sig|auth)=\w)"
    rb"|(?i:\b(?:bearer|basic|bot|token) [\w.~+/-]{20})"
    rb"|://[^\s:/@{}$]{1,60}:[^\s:/@{}$]{1,200}@|(?i:password|pwd)=[^\s;\"'(){}$%]"
    rb"|(?:AKIA|ASIA)[A-Z0-9]{16}|PRIVATE KEY-----|gh[pousr]_[A-Za-z0-9]{36}|xox[abposr]-|[sr]k_live_|AIza[\w-]{35}"
    rb"|github_pat_|glpat-|xapp-\d|whsec_|npm_[A-Za-z0-9]{36}|pypi-AgE|do[oprt]_v1_|hf_[A-Za-z0-9]{30}|sk-[\w-]{32}"
    rb"|shp(?:at|ca|pa|ss)_|sq0(?:atp|csp)-|dapi[a-f0-9]{32}|key-[a-f0-9]{32}|PMAK-|lin_api_|ya29\.|NRAK-|dckr_pat_"
    rb"|eyJ[\w-]{10,}\.eyJ|api/webhooks/\d|webhookb2/|\bcurl\b|AccountKey="
    rb"|SG\.[\w-]{16}|hooks\.slack\.com/services/|\d{8,10}:AA[\w-]{33}"
)
