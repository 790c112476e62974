"""Which libraries remember something from request to request, within the process or on its disk, and which do not.

By each library's documentation. What another service keeps is no matter here: a new process finds it as an old one
does.
"""

from __future__ import annotations

_FORGETFUL = frozenset(
    """
    ast attr attrs aws_lambda_powertools base64 binascii bisect botocore calendar collections copy dataclasses
    datetime dateutil difflib email enum fnmatch fractions functools gzip hashlib heapq hmac html http httpx io
    ipaddress itertools json jsonschema jwt marshmallow math mysql numbers operator psycopg psycopg2 pydantic
    pymongo pymysql pytz re redis requests secrets sqlalchemy sqlite3 statistics string struct textwrap time typing
    typing_extensions unicodedata urllib urllib3 uuid xml yaml zlib zoneinfo
    """.split()
)
_FORGETFUL_NAMES = (
    "boto3.client",
    "boto3.dynamodb",
    "boto3.resource",
    "boto3.session.Session",
    "boto3.Session",
    "decimal.Decimal",
    "decimal.InvalidOperation",
    "logging.CRITICAL",
    "logging.DEBUG",
    "logging.ERROR",
    "logging.INFO",
    "logging.WARNING",
    "os.environ",
    "os.fspath",
    "os.getenv",
    "os.path.abspath",
    "os.path.basename",
    "os.path.dirname",
    "os.path.join",
    "os.path.normpath",
    "os.path.relpath",
    "os.path.split",
    "os.path.splitext",
    "os.sep",
    "pathlib.Path",
    "pathlib.PurePath",
    "pathlib.PurePosixPath",
    "sys.argv",
    "sys.maxsize",
    "sys.platform",
    "sys.version_info",
)


def remembers_nothing(name: str) -> bool:
    """Whether what the dotted name of a library gives is known not to depend on what the process did before."""
    if name.partition(".")[0] in _FORGETFUL:
        return True
    return any(name == known or name.startswith(f"{known}.") for known in _FORGETFUL_NAMES)


RUNNING_ON = frozenset(
    """
    contextvars.ContextVar io.BytesIO io.StringIO itertools.count itertools.cycle queue.LifoQueue queue.PriorityQueue
    queue.Queue queue.SimpleQueue random.Random tempfile.NamedTemporaryFile tempfile.SpooledTemporaryFile
    tempfile.TemporaryFile
    """.split()
)
"""Each call on what they make begins where the last one ended."""
DISK_METHODS = frozenset({"exists", "glob", "is_dir", "is_file", "iterdir", "stat"})
"""Of a path: they tell what lies on the disk, which outlives a request under /tmp."""
