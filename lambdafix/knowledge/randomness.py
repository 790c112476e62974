"""Calls that give another value each time, clocks aside."""

from __future__ import annotations

_RANDOM = """
    os.urandom random.choice random.choices random.gauss random.getrandbits random.randbytes random.randint
    random.random random.randrange random.sample random.uniform secrets.choice secrets.randbelow secrets.randbits
"""
_UNIQUE = "secrets.token_bytes secrets.token_hex secrets.token_urlsafe uuid.uuid1 uuid.uuid4 uuid.uuid6 uuid.uuid7"
_MAKERS_OF_IDS = ("bson.ObjectId", "cuid.", "ksuid.", "nanoid.", "shortuuid.", "ulid.", "xid.")

UNIQUE = frozenset(_UNIQUE.split())
"""Values that are never met again; `uuid3` and `uuid5` are made of what they get, and none of them."""
NEW_EACH_TIME = UNIQUE | frozenset(_RANDOM.split())


def makes_unique(name: str) -> bool:
    """Whether the function called `name` makes an identifier that is never met again."""
    return name in UNIQUE or name.startswith(_MAKERS_OF_IDS)
