"""Which files are somebody else's packages, installed or copied into the project, told from their names alone.

Reads only the `RECORD` of an installed distribution, which lists what it installed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

from lambdafix import regular

_FOLDERS = frozenset(
    {
        *(".aws-sam", ".build", ".serverless", ".terraform", "cdk.out"),
        *(".eggs", ".nox", ".tox", ".venv", "venv", "virtualenv", "__pypackages__"),
        *("dist-packages", "site-packages", "bower_components", "node_modules"),
        *("_vendor", "third_party", "vendor", "vendored"),
    }
)
_VERSIONED_LIB = re.compile(r"(^|/)lib(64)?/python3?(\.\d+)?$")

_PACKAGES = {
    # a package's folder name: a file that its releases hold and a package of the same name would hardly have
    "aws_lambda_powertools": "logging/logger.py",
    "aws_requests_auth": "aws_auth.py",
    "aws_xray_sdk": "core/recorder.py",
    "attr": "_make.py",
    "bcrypt": "__about__.py",
    "boto3": "session.py",
    "botocore": "session.py",
    "bs4": "element.py",
    "cachetools": "keys.py",
    "certifi": "core.py",
    "cffi": "cffi_opcode.py",
    "chardet": "universaldetector.py",
    "charset_normalizer": "api.py",
    "click": "core.py",
    "crhelper": "resource_helper.py",
    "cryptography": "fernet.py",
    "Crypto": "Cipher/__init__.py",
    "Cryptodome": "Cipher/__init__.py",
    "dateutil": "parser/__init__.py",
    "django": "core/handlers/base.py",
    "docutils": "nodes.py",
    "elasticsearch": "transport.py",
    "fastapi": "routing.py",
    "flask": "app.py",
    "google": "protobuf/__init__.py",
    "httpx": "_client.py",
    "idna": "idnadata.py",
    "jinja2": "environment.py",
    "jmespath": "parser.py",
    "jose": "jwt.py",
    "jsonschema": "validators.py",
    "jwt": "api_jwt.py",
    "lxml": "builder.py",
    "markupsafe": "_native.py",
    "mysql": "connector/__init__.py",
    "numpy": "core/__init__.py",
    "oauthlib": "oauth2/__init__.py",
    "opensearchpy": "transport.py",
    "pandas": "core/__init__.py",
    "PIL": "Image.py",
    "pip": "__main__.py",
    "pkg_resources": "__init__.py",
    "psycopg2": "extensions.py",
    "pyasn1": "type/univ.py",
    "pydantic": "main.py",
    "pymongo": "mongo_client.py",
    "pymysql": "cursors.py",
    "pytz": "tzinfo.py",
    "redis": "client.py",
    "requests": "adapters.py",
    "requests_aws4auth": "aws4auth.py",
    "requests_oauthlib": "oauth2_session.py",
    "rsa": "pkcs1.py",
    "s3transfer": "manager.py",
    "setuptools": "dist.py",
    "simplejson": "decoder.py",
    "slack_sdk": "web/client.py",
    "soupsieve": "css_parser.py",
    "sqlalchemy": "engine/__init__.py",
    "starlette": "routing.py",
    "tweepy": "api.py",
    "twilio": "rest/__init__.py",
    "urllib3": "connectionpool.py",
    "watchtower": "__init__.py",
    "websocket": "_core.py",
    "werkzeug": "routing/__init__.py",
    "wrapt": "wrappers.py",
    "yaml": "constructor.py",
    "yarl": "_url.py",
}
_MODULES = frozenset({"six.py", "typing_extensions.py", "cfnresponse.py", "mypy_extensions.py", "pyparsing.py"})


class Vendored:
    """Answers whether a path of the project belongs to a vendored package. Built from the names of all its files."""

    def __init__(self, root: Path, names: Sequence[str]) -> None:
        self._names = frozenset(names)
        self._folders: dict[str, str] = {"": ""}
        self._installed: set[str] = set()
        for name in names:
            if name.endswith((".dist-info/RECORD", ".egg-info/installed-files.txt")):
                self._installed |= _installed(root, name)
            elif name.endswith("/pyvenv.cfg"):
                self._installed.add(name.rpartition("/")[0])

    def place(self, path: str) -> str:
        """The vendored folder (or single module) that holds `path`, "" where it is the project's own."""
        folder, _, name = path.rpartition("/")
        found = self._folder(folder)
        if found:
            return found
        return path if path in self._installed or name in _MODULES else ""

    def _folder(self, folder: str) -> str:
        known = self._folders.get(folder)
        if known is None:
            parent, _, name = folder.rpartition("/")
            known = self._folder(parent) or (folder if self._is_vendored(folder, name) else "")
            self._folders[folder] = known
        return known

    def _is_vendored(self, folder: str, name: str) -> bool:
        if name in _FOLDERS or folder in self._installed or name.endswith((".dist-info", ".egg-info")):
            return True
        marker = _PACKAGES.get(name)
        if marker and f"{folder}/{marker}" in self._names and f"{folder}/__init__.py" in self._names:
            return True
        if name == "google" and f"{folder}/protobuf/__init__.py" in self._names:
            return True
        return bool(_VERSIONED_LIB.search(folder)) or (name == "build" and self._is_copy(folder))

    def _is_copy(self, folder: str) -> bool:
        """A `build` folder that repeats what stands beside it, as packaging tools leave it."""
        beside = folder[: -len("build")]
        own = [name for name in self._names if name.startswith(f"{folder}/") and name.endswith(".py")]
        return bool(own) and all(beside + name[len(folder) + 1 :].removeprefix("lib/") in self._names for name in own)


def _installed(root: Path, record: str) -> set[str]:
    """Top-level names that a distribution put beside its metadata, as paths from the project's root."""
    info, _, kind = record.rpartition("/")
    base, slash, _ = info.rpartition("/")
    try:
        text = regular.read(root / record).decode("utf-8", "replace")
    except OSError:
        return set()
    if kind == "RECORD":
        paths = [row[0] for row in csv.reader(io.StringIO(text)) if row]
    else:
        paths = [line.removeprefix("../") for line in text.splitlines()]
    tops = {path.partition("/")[0] for path in paths if not path.startswith(("..", "/"))}
    return {base + slash + top for top in tops if top}
