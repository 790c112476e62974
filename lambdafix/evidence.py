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


Evidence = re.Pattern[bytes] | AnyOf

RELEVANT = AnyOf(b"boto", b"lambda", b"handler", b"event", b"chalice", b"mangum", b"aws", BOM_UTF16_LE, BOM_UTF16_BE)
"""What a file that matters holds, unless one that does imports it. Text in UTF-16 is to be told of."""

CREDENTIAL = re.compile(
    rb"(?i:(?:pass(?:word|wd|phrase|code)?|pwd)\w{0,20}[\"'\])]{0,2}\s*[:=,)][^\"'\n]{0,40}(?:\n\s*)?[\"'][^\"'\n]{4})"
    rb"|(?i:(?:secret|token|api[-_]?key|access[-_]?key|(?:private|signing|encryption|hmac)_?key|credential|auth_?key|conn\w{0,7}_?str)\w{0,20}"
    rb"[\"'\])]{0,2}\s*[:=,)][^\"'\n]{0,40}(?:\n\s*)?[\"'][^\"'\n]{0,60}\d)"
    rb"|(?i:[?&](?:api[-_]?key|token|secret|password|pwd|sig|auth)=\w)"
    rb"|(?i:\b(?:bearer|basic|bot|token) [\w.~+/-]{20})"
    rb"|://[^\s:/@{}$]{1,60}:[^\s:/@{}$]{1,200}@|(?i:password|pwd)=[^\s;\"'(){}$%]"
    rb"|(?:AKIA|ASIA)[A-Z0-9]{16}|PRIVATE KEY-----|gh[pousr]_[A-Za-z0-9]{36}|xox[abposr]-|[sr]k_live_|AIza[\w-]{35}"
    rb"|github_pat_|glpat-|xapp-\d|whsec_|npm_[A-Za-z0-9]{36}|pypi-AgE|do[oprt]_v1_|hf_[A-Za-z0-9]{30}|sk-[\w-]{32}"
    rb"|shp(?:at|ca|pa|ss)_|sq0(?:atp|csp)-|dapi[a-f0-9]{32}|key-[a-f0-9]{32}|PMAK-|lin_api_|ya29\.|NRAK-|dckr_pat_"
    rb"|eyJ[\w-]{10,}\.eyJ|api/webhooks/\d|webhookb2/|\bcurl\b|AccountKey="
    rb"|SG\.[\w-]{16}|hooks\.slack\.com/services/|\d{8,10}:AA[\w-]{33}"
)
"""What a file that no request reaches holds where it may hold a credential."""
