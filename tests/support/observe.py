"""What can be seen of one call of a handler: the observers that a case names in its `case.toml`.

Runs inside the warm process (`support.warm`), beside the handler.
"""

from __future__ import annotations

import functools
import inspect
import pkgutil
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Observer = Callable[[], Any]


@dataclass
class Recorder:
    """What happened since the last call's end."""

    constructed: Counter[str] = field(default_factory=Counter)
    operations: list[str] = field(default_factory=list)
    paused: bool = False

    def reset(self) -> None:
        self.constructed.clear()
        self.operations.clear()

    def count(self, target: str) -> None:
        """Count from now on the calls of a function, class or method: `boto3.client`, `redis.Redis.get`."""
        owner_name, _, name = target.rpartition(".")
        owner = pkgutil.resolve_name(owner_name)
        original = getattr(owner, name)
        if inspect.isclass(original):
            setattr(original, "__init__", self._counted(target, original.__init__))  # noqa: B010
        elif inspect.ismethod(original):
            setattr(owner, name, staticmethod(self._counted(target, original)))
        else:
            setattr(owner, name, self._counted(target, original))

    def record_operations(self) -> None:
        """Note from now on each AWS operation: `dynamodb.PutItem`."""
        from botocore.client import BaseClient

        original = BaseClient._make_api_call

        @functools.wraps(original)
        def make_api_call(client: Any, operation: str, parameters: Any) -> Any:
            if not self.paused:
                self.operations.append(f"{client.meta.service_model.service_name}.{operation}")
            return original(client, operation, parameters)

        BaseClient._make_api_call = make_api_call

    def _counted(self, target: str, original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def call(*arguments: Any, **keywords: Any) -> Any:
            self.constructed[target] += not self.paused
            return original(*arguments, **keywords)

        return call


def observers(names: Iterable[str], recorder: Recorder, tmp: Path, setup: dict[str, Any]) -> dict[str, Observer]:
    """An observer for each of `names`, but for those that only the call itself can tell (result, stdout)."""
    built: dict[str, Observer] = {}
    for name in names:
        kind, _, argument = name.partition(":")
        if kind == "count":
            recorder.count(argument)
            built[name] = functools.partial(recorder.constructed.__getitem__, argument)
        elif kind == "aws":
            recorder.record_operations()
            built[name] = recorder.operations.copy
        elif kind == "files":
            built[name] = functools.partial(_files, tmp)
        elif kind == "items":
            built[name] = functools.partial(_items, argument)
        elif kind == "objects":
            built[name] = functools.partial(_objects, argument)
        elif kind == "messages":
            built[name] = functools.partial(_messages, argument)
        elif kind == "seen":
            built[name] = setup["observe"]
        elif kind not in ("result", "stdout"):
            raise ValueError(f"nothing observes {name!r}; see corpus/README.md for what can be observed")
    return built


def _files(tmp: Path) -> dict[str, str]:
    return {
        f"/tmp/{path.relative_to(tmp).as_posix()}": path.read_bytes().decode("utf-8", "backslashreplace")
        for path in sorted(tmp.rglob("*"))
        if path.is_file()
    }


def _items(table: str) -> list[dict[str, Any]]:
    items = _resource("dynamodb").Table(table).scan(ConsistentRead=True)["Items"]
    return sorted(items, key=repr)


def _objects(bucket: str) -> dict[str, str]:
    store = _resource("s3").Bucket(bucket)
    return {entry.key: entry.get()["Body"].read().decode("utf-8", "backslashreplace") for entry in store.objects.all()}


def _messages(queue: str) -> list[str]:
    """The bodies in an SQS queue; taking them empties it."""
    source = _resource("sqs").get_queue_by_name(QueueName=queue)
    taken: list[Any] = []
    while batch := source.receive_messages(MaxNumberOfMessages=10):
        for message in batch:
            message.delete()
        taken += batch
    return sorted(message.body for message in taken)


@functools.cache
def _resource(service: str) -> Any:
    """A resource in a session of its own, so that the handler's default session stays as it is."""
    import boto3

    return boto3.session.Session().resource(service)
