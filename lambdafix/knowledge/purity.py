"""What only looks at what it is given, and what gives the same for the same: builtins, text and the standard library.

By the language's own documentation, "Built-in Functions" and "Text Sequence Type".
"""

from __future__ import annotations

_TEXT_OR_NUMBER = """
    abs all any bool bytes float format frozenset hash hex id int isinstance issubclass len max min oct ord print repr
    round str sum type
"""
_COLLECTING = "dict enumerate list range reversed set sorted tuple zip"
FIXED_BUILTINS = frozenset(_TEXT_OR_NUMBER.split()) - {"max", "min", "print", "sum"}
"""What they give has no parts that could change, whatever they are given."""
DATA_BUILTINS = frozenset(_COLLECTING.split()) | {"filter", "iter", "map", "max", "min", "next", "sum"}
"""What they give is made of the parts of what they are given."""
READING_BUILTINS = frozenset(_TEXT_OR_NUMBER.split()) | frozenset(_COLLECTING.split())
"""They neither change nor keep what they are given."""

READING_CALLS = frozenset(
    """
    copy.copy copy.deepcopy json.dump json.dumps pprint.pformat pprint.pprint urllib.parse.urlencode yaml.dump
    yaml.safe_dump
    """.split()
)
"""They neither change nor keep what they are given."""
READING_METHODS = frozenset("__contains__ __getitem__ __iter__ copy get items keys values".split())
"""Of a dictionary."""

BUILDING_CALLS = frozenset(
    """
    boto3.s3.transfer.TransferConfig boto3.session.Config botocore.client.Config botocore.config.Config certifi.where
    datetime.timedelta os.path.abspath os.path.basename os.path.dirname os.path.join os.path.realpath pathlib.Path
    re.compile urllib3.Retry urllib3.Timeout urllib3.util.Retry urllib3.util.Timeout urllib3.util.retry.Retry
    zoneinfo.ZoneInfo
    """.split()
)
"""The same for the same arguments, and nothing of it changes."""
TEXT_METHODS = frozenset(
    """
    capitalize casefold encode decode endswith find format index isdigit join lower lstrip partition removeprefix
    removesuffix replace rpartition rstrip startswith strip title upper
    """.split()
)
"""Of text: they give text, numbers or a tuple of texts."""

ENVIRONMENT_READS = frozenset({"os.environ.get", "os.getenv"})
"""They read a variable that may be missing; `os.environ[name]` fails where it is."""
