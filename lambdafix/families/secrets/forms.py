"""What a credential looks like, by its own form and by the name that it is given."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_NAMES = re.compile(
    r"(?:(?:^|_|\b)(?:pass(?:word|wd|phrase|code)?|pwd|pw|secret|secret_?(?:access_?)?key|secret_?string"
    r"|(?:auth|access|api|bot|bearer|refresh)?_?token"
    r"|api_?key|access_?key(?:_?id)?|private_?key|credential|client_?secret|auth_?key|conn(?:ection)?_?str(?:ing)?"
    r"|(?:signing|encryption|hmac)_?key)"
    r"|password|passwd|apikey)s?(?:_?(?:prod(?:uction)?|dev(?:elopment)?|stag(?:e|ing)|live|old|new|v?\d{1,2}))*$",
    re.IGNORECASE,
)
_IS_NO_SECRET = re.compile(
    r"(?i)(?:^|_)(?:public|publishable|anon|encrypted|ciphered|hashed|masked|expected|invalid|wrong|fake|dummy)_"
)
_ONLY_TRIED = re.compile(
    r"(?i)^(?=.*(?:test|temp|demo))(?:test|temp(?:orary)?|demo|my|user|pass(?:w[o0]rd)?|pwd|secret|[\W\d_])+$"
)
"""A password made of words that say that it is one for trying things out: "TestPassword123!"."""
_PASSWORDS = re.compile(r"(?i)pass|(?:^|_)(?:pwd|pw)(?:_|\d|$)")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_A_VALUE = re.compile(
    r"(?i)example|sample|placeholder|changeme|change_me|dummy|fake|mock|redacted|replace|insert|todo|your|<.*>|\$\{|\{\{|\*{3,}"
    r"|#\{|\[\[|^\$\w+$|^%\w+%$|^(?:env|vault|secretsmanager|ssm|enc|encrypted|op|gcp|file)[:(]|^AQ[IE]CA[HG]|^[sp]k_test_"
    r"|^pk_live_|^\$2[aby]\$|x{4,}|^(?:none|null|true|false|test\w*|foo\w*|bar|abc\w{0,3}|1234\w*|n/?a)$"
)
_REFERENCES = re.compile(
    r"^(?:arn:|https?://|/|s3://|ssm:|\w+\.\w+\.\w+$|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$)|[\r\n\t]|\(|\)"
)

_UNMISTAKABLE: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    (
        "the token of an Authorization header",
        "bearer basic token bot",
        re.compile(r"(?i)^(?:Authorization:\s*)?(?:Bearer|Basic|Token|Bot)\s+(?P<value>[\w.~+/-]{20,}={0,2})\s*$"),
    ),
    (
        "the token of an Authorization header",
        "authorization",
        re.compile(
            r"(?i)\bAuthorization[\"']?\s*[:=]\s*[\"']?(?:Bearer|Basic|Token|Bot)\s+(?P<value>[\w.~+/-]{20,}={0,2})"
        ),
    ),
    (
        "the password of a command",
        "curl",
        re.compile(r"\bcurl\b.*?\s(?:-u|--user)[\s=]*[\"']?[^\s:'\"]+:(?P<value>[^\s'\"{}$%]{8,})"),
    ),
    (
        "the key of a storage account",
        "accountkey=",
        re.compile(r"(?i)\bAccountKey=(?P<value>[A-Za-z0-9+/]{40,}={0,2})"),
    ),
    ("a JSON web token", "eyj", re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}")),
    ("an AWS access key id", "akia asia", re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b")),
    (
        "a private key",
        "private",
        re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*[\w+/=]{16}(?s:.*?-----END|.*)[\w -]*"),
    ),
    (
        "a GitHub token",
        "ghp_ gho_ ghu_ ghs_ ghr_ github_pat_",
        re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_\w{50,}"),
    ),
    ("a GitLab token", "glpat-", re.compile(r"\bglpat-[\w-]{20,}")),
    ("a Slack token", "xox xapp-", re.compile(r"\bxox[abeposr]-[A-Za-z0-9-]{10,}|\bxapp-\d-[A-Za-z0-9-]{20,}")),
    ("a Slack webhook", "hooks.slack.com/", re.compile(r"hooks\.slack\.com/services/T\w{6,}/B\w{6,}/\w{16,}")),
    ("a Discord webhook", "api/webhooks/", re.compile(r"discord(?:app)?\.com/api/webhooks/\d{17,20}/[\w-]{60,}")),
    ("a Teams webhook", "webhook.office.com/", re.compile(r"webhook\.office\.com/webhookb2/[\w@-]{36,}")),
    ("a Stripe key", "k_live_ whsec_", re.compile(r"\b[sr]k_live_[A-Za-z0-9]{16,}|\bwhsec_[A-Za-z0-9+/]{24,}")),
    ("an npm token", "npm_", re.compile(r"\bnpm_[A-Za-z0-9]{36}\b")),
    ("a PyPI token", "pypi-age", re.compile(r"\bpypi-AgE[\w-]{40,}")),
    ("a DigitalOcean token", "_v1_", re.compile(r"\bdo[oprt]_v1_[a-f0-9]{64}\b")),
    ("a Hugging Face token", "hf_", re.compile(r"\bhf_[A-Za-z]{0,33}[0-9A-Z][A-Za-z0-9]{20,}\b")),
    ("a key of a language model", "sk-", re.compile(r"\bsk-(?:ant|proj|svcacct)-[\w-]{32,}|\bsk-[A-Za-z0-9]{48}\b")),
    ("a Shopify token", "shp", re.compile(r"\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}\b")),
    ("a Square token", "sq0", re.compile(r"\bsq0(?:atp|csp)-[\w-]{22,}")),
    ("a Databricks token", "dapi", re.compile(r"\bdapi[a-f0-9]{32}\b")),
    ("a Mailgun key", "key-", re.compile(r"\bkey-[a-f0-9]{32}\b")),
    ("a Postman key", "pmak-", re.compile(r"\bPMAK-[A-Za-z0-9-]{24,}")),
    ("a Linear key", "lin_api_", re.compile(r"\blin_api_[A-Za-z0-9]{40}\b")),
    ("a Google access token", "ya29.", re.compile(r"\bya29\.[\w-]{30,}")),
    ("a New Relic key", "nrak-", re.compile(r"\bNRAK-[A-Z0-9]{27}\b")),
    ("a Docker token", "dckr_pat_", re.compile(r"\bdckr_pat_[\w-]{27}")),
    ("a Google API key", "aiza", re.compile(r"\bAIza[\w-]{35}\b")),
    ("a SendGrid key", "sg.", re.compile(r"\bSG\.[\w-]{16,}\.[\w-]{16,}")),
    ("a Telegram bot token", ":aa", re.compile(r"\b\d{8,10}:AA[\w-]{33}\b")),
    (
        "a password in a connection string",
        "://",
        re.compile(r"\b[a-z][a-z0-9+.-]*://(?P<user>[^\s:/@{}$]+):(?P<value>[^\s:/@{}$]+)@(?P<host>[\w.-]*)"),
    ),
    (
        "a key in a URL",
        "? &",
        re.compile(
            r"(?i)[?&](?:api[-_]?key|access[-_]?(?:key|token)|auth(?:[-_]?token)?|token|secret|password|pwd|sig)="
            r"(?P<value>[^\s&#'\"{}$%<>\[\]()\\^*|]{8,})"
        ),
    ),
    (
        "a password in a connection string",
        "password= pwd=",
        re.compile(
            r"(?i)(?=.*\b(?:host|server|user|uid|dbname|database|data source)=)"
            r".*?\b(?:password|pwd)=(?P<value>'[^']+'|[^\s;:@?'\"(){}$%][^\s;'\"(){}$%]*)(?![^\s;]*\()"
        ),
    ),
)
"""Kind, words of which every match holds one, in lower case, and the form itself."""
_WORDS = frozenset(word for _, words, _ in _UNMISTAKABLE for word in words.split())
_MARKERS_NAME = re.compile(
    r"(?i)(?:^|_)(?:end|start|begin|eo[stfl]|bos|sos|pad|unk|sep|cls|mask|stop|special|next|page|continuation|pagination)"
    r"_?tokens?$"
)
_MARKER = re.compile(r"([^\w\s])[^\w\s]*(?:.*[^\w\s])?\1|<\|?.*\|?>|\[.*\]|\{.*\}|__\w+__", re.DOTALL)
"""Text between signs, which programs look for in other text: "##END##", "<|end|>", "[SEP]"."""
_LOOPBACK = re.compile(r"(?:localhost|127\.|0\.0\.0\.0)")
_SHORTEST_SAME = 4
_PATH = re.compile(r"(?:(?:[A-Za-z]+\d{0,2}|\d{1,4})[-_./:;=, ]+){2,}(?:[A-Za-z]+\d{0,2}|\d{1,4})")

_APP_PASSWORD = re.compile(r"[a-z]{4}(?: [a-z]{4}){3}")
"""As Google gives one to a program that sends mail (support.google.com/accounts/answer/185833)."""
_LONG_FOR_A_WORD = 20

_TOKENS = frozenset({"a JSON web token", "the token of an Authorization header"})
_SHORTEST = {
    "a password in a connection string": 4,
    "the password of a command": 8,
    "the token of an Authorization header": 20,
}
"""Kinds whose form alone does not tell a value from a word that stands in its place."""
_SAMPLE_TOKEN = re.compile(r"\.\.|eyJzdWIiOiIxMjM0NTY3ODkw|^QWxhZGRpbjp|^(?=\D*$)|^9944b09199c6")
"""Tokens cut short, without a digit, and those of jwt.io, RFC 7617 and Django REST framework."""


@dataclass(frozen=True, slots=True)
class Judged:
    """`value` is the part of a text that is the credential."""

    value: str
    kind: str
    """For people: "a password", "an AWS access key id"."""


def by_form(text: str) -> Iterator[Judged]:
    """The credentials in `text` whose form is unmistakable; not what stands there in place of one."""
    held = _words_in(text)
    for kind, words, pattern in _UNMISTAKABLE if held else ():
        if held.isdisjoint(words.split()):
            continue
        for match in pattern.finditer(text):
            groups = match.groupdict()
            value = (groups.get("value") or match.group()).strip("'")
            if _same_as_user(groups) or not _stands_in(kind, value):
                yield Judged(value, kind)


def _words_in(text: str) -> frozenset[str]:
    """Those of the words without which no form is found. To search for each form would take ten times as long."""
    if not text.isascii():
        return _WORDS  # `re.IGNORECASE` takes some letters of other alphabets for Latin ones
    folded = text.lower()
    return frozenset([word for word in _WORDS if word in folded])


def _stands_in(kind: str, value: str) -> bool:
    if _NOT_A_VALUE.search(value) or (kind in _SHORTEST and not looks_random(value, _SHORTEST[kind])):
        return True
    return kind in _TOKENS and bool(_SAMPLE_TOKEN.search(value))


def _same_as_user(groups: dict[str, str]) -> bool:
    """Whether a URL's password is the user's name, as a service begins with, and the host is no stand-in."""
    value, host = groups.get("value"), groups.get("host", "")
    if not value or value != groups.get("user") or len(value) < _SHORTEST_SAME:
        return False
    return "." in host and not _LOOPBACK.match(host) and not _NOT_A_VALUE.search(f"{value} {host}")


def is_credentials_name(name: str) -> bool:
    spelt = _CAMEL.sub("_", name).replace("-", "_").replace(" ", "_")
    return bool(_NAMES.search(spelt)) and not _MARKERS_NAME.search(spelt) and not _IS_NO_SECRET.search(spelt)


def is_passwords_name(name: str) -> bool:
    return bool(_PASSWORDS.search(name))


def may_be_value(text: str, name: str) -> bool:
    """Whether `text` can be what `name` names: no placeholder, reference, marker or sentence, and not the name."""
    if _NOT_A_VALUE.search(text) or _REFERENCES.search(text) or _MARKER.fullmatch(text) or _is_sentence(text):
        return False
    return _normal(text) != _normal(name)


def _is_sentence(text: str) -> bool:
    """Words for people; a passphrase has a word that is none: letters and digits mixed."""
    words = [word.strip(".,;:!?()") for word in text.split()]
    if _APP_PASSWORD.fullmatch(text):
        return False
    return len(words) > 1 and not any(re.search(r"\d", word) and looks_random(word, 6) for word in words)


def is_for_trying(text: str) -> bool:
    return bool(_ONLY_TRIED.match(text))


def part_that_may_be_value(text: str) -> str:
    """Of a text that stands between the fields of a longer one: its longest run of letters, digits and signs."""
    return max(re.findall(r"[\w+/=~.-]+", text), key=len, default="")


def is_path(text: str) -> bool:
    """Three words or more, joined as in a path or a header: "orders/prod/db-password-1"."""
    return bool(_PATH.fullmatch(text))


def _normal(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _is_mixed(value: str) -> bool:
    """Letters alone, of which the case changes more often than that of words in camel case."""
    changes = sum(one.isupper() != other.isupper() for one, other in pairwise(value))
    return value.isascii() and value.isalpha() and changes > len(value) * 0.35


def looks_random(value: str, shortest: int) -> bool:
    """Mixed classes of characters and enough of them; words joined by one separator are names, not secrets."""
    if _APP_PASSWORD.fullmatch(value) or (len(value) >= _LONG_FOR_A_WORD and _is_mixed(value)):
        return True
    if len(value) < shortest or re.fullmatch(r"[A-Za-z]+(?:[-_./: ][A-Za-z]+)*|\d{1,6}", value):
        return False
    classes = sum(bool(re.search(pattern, value)) for pattern in (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z0-9]"))
    counts = Counter(value)
    entropy = -sum(n / len(value) * math.log2(n / len(value)) for n in counts.values())
    return classes >= 2 and entropy >= 2.5
