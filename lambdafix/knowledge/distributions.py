"""Which distribution an import comes from, what distributions bring along, and what Lambda's Python has by itself.

Import names and dependencies are those that the projects publish for their present releases on https://pypi.org; the
runtime's packages are told at https://docs.aws.amazon.com/lambda/latest/dg/lambda-python.html.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

RUNTIME = frozenset(
    {"awslambdaric", "boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six", "snapshot_restore_py", "urllib3"}
)
"""Top-level names that every managed Python runtime carries."""

NAMED_OTHERWISE: Mapping[str, tuple[str, ...]] = {
    "Crypto": ("pycryptodome", "pycrypto"),
    "Cryptodome": ("pycryptodomex",),
    "MySQLdb": ("mysqlclient",),
    "OpenSSL": ("pyopenssl",),
    "PIL": ("pillow", "pillow-simd"),
    "attr": ("attrs",),
    "attrs": ("attrs",),
    "aws_xray_sdk": ("aws-xray-sdk",),
    "bs4": ("beautifulsoup4", "bs4"),
    "bson": ("pymongo", "bson"),
    "cv2": ("opencv-python", "opencv-python-headless", "opencv-contrib-python", "opencv-contrib-python-headless"),
    "dateutil": ("python-dateutil",),
    "datadog_lambda": ("datadog-lambda",),
    "ddtrace": ("ddtrace", "datadog-lambda"),
    "discord": ("discord-py", "py-cord"),
    "docx": ("python-docx",),
    "dotenv": ("python-dotenv",),
    "faiss": ("faiss-cpu", "faiss-gpu"),
    "fitz": ("pymupdf",),
    "git": ("gitpython",),
    "github": ("pygithub",),
    "gridfs": ("pymongo",),
    "jose": ("python-jose",),
    "jwt": ("pyjwt",),
    "kafka": ("kafka-python", "kafka-python-ng"),
    "ldap": ("python-ldap",),
    "magic": ("python-magic", "filemagic"),
    "mysql": ("mysql-connector-python", "mysql-connector"),
    "nacl": ("pynacl",),
    "opensearchpy": ("opensearch-py",),
    "pkg_resources": ("setuptools",),
    "pptx": ("python-pptx",),
    "psycopg2": ("psycopg2", "psycopg2-binary", "aws-psycopg2"),
    "sentry_sdk": ("sentry-sdk",),
    "skimage": ("scikit-image",),
    "sklearn": ("scikit-learn",),
    "slack": ("slackclient",),
    "snowflake": ("snowflake-connector-python",),
    "telegram": ("python-telegram-bot",),
    "telebot": ("pytelegrambotapi",),
    "usb": ("pyusb",),
    "websocket": ("websocket-client",),
    "yaml": ("pyyaml",),
    "zmq": ("pyzmq",),
}
"""Top-level name -> the distributions that have it, where none is called as it is."""
NAMESPACES = frozenset({"azure", "google", "opentelemetry", "ruamel", "zope", "backports", "jaraco", "sphinxcontrib"})
"""Top-level names that many distributions share."""

_HTTPX = "httpx httpcore h11 anyio certifi idna sniffio typing-extensions"
_REQUESTS = "requests urllib3 idna certifi charset-normalizer"
_PYDANTIC = "pydantic pydantic-core annotated-types typing-extensions typing-inspection"
_PANDAS = "pandas numpy python-dateutil pytz tzdata six"
DEPENDENCIES: Mapping[str, frozenset[str]] = {
    name: frozenset(brought.split())
    for name, brought in {
        "aiohttp": "aiohttp aiosignal aiohappyeyeballs attrs frozenlist multidict propcache yarl idna",
        "anthropic": f"anthropic distro docstring-parser jiter {_HTTPX} {_PYDANTIC}",
        "aws-lambda-powertools": "aws-lambda-powertools jmespath typing-extensions",
        "aws-psycopg2": "aws-psycopg2",
        "aws-xray-sdk": "aws-xray-sdk botocore wrapt jmespath python-dateutil urllib3 six",
        "awswrangler": f"awswrangler boto3 botocore {_PANDAS} pyarrow packaging typing-extensions setuptools",
        "beautifulsoup4": "beautifulsoup4 soupsieve typing-extensions",
        "boto3": "boto3 botocore s3transfer jmespath python-dateutil urllib3 six",
        "botocore": "botocore jmespath python-dateutil urllib3 six",
        "cachetools": "cachetools",
        "certifi": "certifi",
        "crhelper": "crhelper",
        "cryptography": "cryptography cffi pycparser",
        "elasticsearch": "elasticsearch elastic-transport certifi python-dateutil six typing-extensions urllib3",
        "fastapi": f"fastapi starlette anyio idna sniffio annotated-doc {_PYDANTIC}",
        "feedparser": "feedparser sgmllib3k",
        "flask": "flask werkzeug jinja2 markupsafe itsdangerous click blinker",
        "httpx": _HTTPX,
        "jinja2": "jinja2 markupsafe",
        "joblib": "joblib",
        "jsonschema": "jsonschema attrs jsonschema-specifications referencing rpds-py typing-extensions",
        "lxml": "lxml",
        "mangum": "mangum typing-extensions",
        "mysql-connector-python": "mysql-connector-python",
        "mysqlclient": "mysqlclient",
        "nltk": "nltk click joblib regex tqdm",
        "numpy": "numpy",
        "openai": f"openai distro jiter tqdm {_HTTPX} {_PYDANTIC}",
        "openpyxl": "openpyxl et-xmlfile",
        "opensearch-py": f"opensearch-py events python-dateutil six {_REQUESTS}",
        "orjson": "orjson",
        "pandas": _PANDAS,
        "paramiko": "paramiko bcrypt cryptography cffi invoke pycparser pynacl",
        "pillow": "pillow",
        "psycopg": "psycopg typing-extensions tzdata",
        "psycopg2": "psycopg2",
        "psycopg2-binary": "psycopg2-binary",
        "pycryptodome": "pycryptodome",
        "pydantic": _PYDANTIC,
        "pyjwt": "pyjwt",
        "pymongo": "pymongo dnspython",
        "pymysql": "pymysql",
        "pyodbc": "pyodbc",
        "pypdf": "pypdf typing-extensions",
        "python-dateutil": "python-dateutil six",
        "python-dotenv": "python-dotenv",
        "python-jose": "python-jose ecdsa pyasn1 rsa six",
        "pytz": "pytz",
        "pyyaml": "pyyaml",
        "redis": "redis async-timeout",
        "requests": _REQUESTS,
        "requests-aws4auth": f"requests-aws4auth {_REQUESTS}",
        "scikit-learn": "scikit-learn numpy scipy joblib threadpoolctl",
        "scipy": "scipy numpy",
        "sentry-sdk": "sentry-sdk certifi urllib3",
        "simplejson": "simplejson",
        "six": "six",
        "slack-sdk": "slack-sdk",
        "sqlalchemy": "sqlalchemy greenlet typing-extensions",
        "stripe": f"stripe {_REQUESTS} typing-extensions",
        "tabulate": "tabulate",
        "tenacity": "tenacity",
        "tweepy": f"tweepy oauthlib requests-oauthlib {_REQUESTS}",
        "twilio": f"twilio pyjwt aiohttp aiohttp-retry {_REQUESTS}",
        "ujson": "ujson",
        "urllib3": "urllib3",
        "xlsxwriter": "xlsxwriter",
        "xmltodict": "xmltodict",
    }.items()
}
"""Distribution -> all that an installation of it brings, itself among it."""
BROUGHT = frozenset(one for name, brought in DEPENDENCIES.items() for one in brought if one != name) | {
    *("boto3", "grpcio", "pandas", "protobuf", "pyarrow", "pycryptodome", "pyopenssl", "pyparsing", "pyyaml"),
    *("requests", "setuptools", "sqlalchemy", "sympy", "torch", "tqdm", "transformers", "websocket-client", "wrapt"),
}
"""Distributions that others bring often, so that one that nobody asks for may be there all the same."""


def is_known(distribution: str) -> bool:
    """Whether what its modules are called is known."""
    return distribution in DEPENDENCIES or distribution in _NAMED


_NAMED = frozenset(name for names in NAMED_OTHERWISE.values() for name in names)


def normal(name: str) -> str:
    """A distribution's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def candidates(top_level: str) -> frozenset[str]:
    """The distributions, by their normal names, that may have a module of this name."""
    return frozenset((*NAMED_OTHERWISE.get(top_level, ()), normal(top_level)))
