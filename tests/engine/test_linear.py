"""What a run does grows as what it is given: calls are counted, not seconds, on the worst files of each kind."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from lambdafix.engine.converge import _State
from support.analysis import analyse_files

SLACK = 1.3
"""How much more than twice the calls twice the input may take."""
ROUNDS = 3

CLIENT = '    client = boto3.client("s3"{})\n    return client.get_object(Bucket="b", Key={})\n'


def one_client_each(number: int) -> dict[str, bytes]:
    """Findings in one file whose clients all differ, and all have one name."""
    loads = "".join(f"\n\ndef load_{i}(key):\n" + CLIENT.format(f', region_name="r{i}"', "key") for i in range(number))
    calls = "".join(f"    load_{i}(event)\n" for i in range(number))
    return {"app.py": f"import boto3\n{loads}\n\ndef lambda_handler(event, context):\n{calls}".encode()}


def the_same_client(number: int) -> dict[str, bytes]:
    loads = "".join(f"\n\ndef load_{i}(key):\n" + CLIENT.format("", "key") for i in range(number))
    calls = "".join(f"    load_{i}(event)\n" for i in range(number))
    return {"app.py": f"import boto3\n{loads}\n\ndef lambda_handler(event, context):\n{calls}".encode()}


def a_long_handler(number: int) -> dict[str, bytes]:
    rows = "".join(f'    x{i} = client.get_object(Bucket="b", Key=event["k{i}"])\n' for i in range(number))
    head = 'import boto3\n\n\ndef lambda_handler(event, context):\n    client = boto3.client("s3")\n'
    return {"app.py": f"{head}{rows}    return 1\n".encode()}


def many_handlers(number: int) -> dict[str, bytes]:
    functions = "".join(f"\n\ndef handler_{i}(event, context):\n" + CLIENT.format("", "event") for i in range(number))
    template = "".join(
        f"  F{i}:\n    Type: AWS::Serverless::Function\n"
        f"    Properties: {{Handler: app.handler_{i}, Runtime: python3.12, CodeUri: .}}\n"
        for i in range(number)
    )
    return {"app.py": f"import boto3\n{functions}".encode(), "template.yaml": f"Resources:\n{template}".encode()}


def a_deep_chain(number: int) -> dict[str, bytes]:
    steps = "".join(f"\n\ndef step_{i}(key):\n    return step_{i + 1}(key)\n" for i in range(number))
    last = f"\n\ndef step_{number}(key):\n" + CLIENT.format("", "key")
    handler = '\n\ndef lambda_handler(event, context):\n    return step_0(event["k"])\n'
    return {"app.py": f"import boto3\n{steps}{last}{handler}".encode()}


def many_files(number: int) -> dict[str, bytes]:
    handler = ("import boto3\n\n\ndef lambda_handler(event, context):\n" + CLIENT.format("", 'event["k"]')).encode()
    return {f"f{i}/app.py": handler for i in range(number)}


def settings_of_many_files(number: int) -> dict[str, bytes]:
    """More files than are held at a time, all of which ask whether the settings of one stay the same."""
    handler = (
        b"import json\n\nimport boto3\n\nfrom conf import CLIENT, PATHS\n\n\ndef lambda_handler(event, context):\n"
        b'    client = boto3.client("s3", region_name=CLIENT["region"])\n'
        b'    with open(PATHS["out"], "w") as out:\n        json.dump(CLIENT, out)\n'
        b'    return client.get_object(Bucket="b", Key=event["k"])\n'
    )
    conf = b'CLIENT = {"region": "eu-west-1"}\nPATHS = {"out": "/tmp/out.json"}\n'
    return {"conf.py": conf, **{f"f{i}_app.py": handler for i in range(number)}}


USES = """
    table = boto3.resource("dynamodb").Table(x0)
    table.put_item(Item={"id": x0, "v": x0})
    with open("/tmp/out.json", "w") as out:
        json.dump(x0, out)
    found.append(x0)
    boto3.client("s3", region_name=x0).put_object(Bucket="b", Key=x0, Body=open("/tmp/out.json").read())
    os.environ["A"] = x0
    return x0
"""


def names_made_of_each_other(number: int) -> dict[str, bytes]:
    """Names bound several times, each time from several others."""
    first = "".join(f'    x{i} = "a"\n' for i in range(number))
    rows = "".join(
        f"    x{i} = x{(i + step) % number} + x{(i + step + 1) % number}\n" for step in (1, 2) for i in range(number)
    )
    head = "import json\nimport os\n\nimport boto3\n\nfound = []\n\n\ndef lambda_handler(event, context):\n"
    return {"app.py": f"{head}{first}{rows}{USES}".encode()}


def functions_that_call_each_other(number: int) -> dict[str, bytes]:
    """Each returns what several calls of the next one gave."""
    steps = "".join(f"\n\ndef f{i}(a):\n    return f{i + 1}(a) + f{i + 1}(f{i + 1}(a))\n" for i in range(number))
    last = f"\n\ndef f{number}(a):\n    return a\n"
    head = "import json\nimport os\n\nimport boto3\n\nfound = []\n"
    handler = f'\n\ndef lambda_handler(event, context):\n    x0 = f0(event["a"])\n{USES}'
    return {"app.py": f"{head}{steps}{last}{handler}".encode()}


KINDS: dict[Callable[[int], dict[str, bytes]], int] = {
    one_client_each: 40,
    the_same_client: 40,
    a_long_handler: 150,
    many_handlers: 30,
    a_deep_chain: 60,
    many_files: 30,
    settings_of_many_files: 45,
    names_made_of_each_other: 12,
    functions_that_call_each_other: 12,
}
"""Kind -> the smaller of the two sizes compared."""


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """Counts the calls of Python functions, resumed generators among them, by function."""
    calls: Counter[str] = Counter()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            calls[frame.f_code.co_qualname if sys.version_info >= (3, 11) else frame.f_code.co_name] += 1

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield calls
    finally:
        sys.setprofile(before)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_twice_the_input_takes_twice_the_calls(
    tmp_path: Path, kind: Callable[[int], dict[str, bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds = []
    attempt = _State._try

    def noted(self: _State, *given: Any) -> bool:
        rounds.append(1)
        return attempt(self, *given)

    monkeypatch.setattr(_State, "_try", noted)
    analyse_files(tmp_path / "first", kind(5))  # what is imported and compiled once
    taken = {}
    for size in (KINDS[kind], 2 * KINDS[kind]):
        files = kind(size)
        rounds.clear()
        with counted() as calls:
            found = analyse_files(tmp_path / str(size), files)
        assert found.rewrites, "there is something to repair"
        assert len(rounds) <= ROUNDS
        taken[size] = calls
    small, large = (sum(taken[size].values()) for size in (KINDS[kind], 2 * KINDS[kind]))
    grown = Counter({name: n - 2 * taken[KINDS[kind]][name] for name, n in taken[2 * KINDS[kind]].items()})
    assert large <= 2 * SLACK * small, f"{large / small:.2f} times the calls: {grown.most_common(5)}"
