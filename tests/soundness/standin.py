"""A stand-in for boto3 that is quick to import and records what is asked of it."""

from __future__ import annotations

from types import ModuleType
from typing import Any


class Meta:
    def __init__(self, region: str | None) -> None:
        self.region_name = region


class Client:
    def __init__(self, service: str, calls: list[Any], region: str | None) -> None:
        self.meta = Meta(region)
        self._service, self._calls = service, calls

    def __getattr__(self, operation: str) -> Any:
        if operation.startswith("_"):
            raise AttributeError(operation)

        def call(**arguments: Any) -> dict[str, Any]:
            self._calls.append([self._service, self.meta.region_name, operation, repr(sorted(arguments.items()))])
            return {}

        return call


class Resource(Client):
    def Table(self, name: str) -> Part:  # noqa: N802 - as boto3 has it
        return Part(name)

    Bucket = Queue = Topic = Table


class Part:
    def __init__(self, name: str) -> None:
        self.name = str(name)


def boto3(calls: list[Any]) -> ModuleType:
    """A module to be put in boto3's place. `calls` receives [service, region, operation, arguments]."""

    class Session:
        def __init__(self, region_name: str | None = None, **_: Any) -> None:
            self.region_name = region_name

        def client(self, service: str, region_name: str | None = None, **_: Any) -> Client:
            return Client(service, calls, str(region_name or self.region_name))

        def resource(self, service: str, region_name: str | None = None, **_: Any) -> Resource:
            return Resource(service, calls, str(region_name or self.region_name))

    module = ModuleType("boto3")
    module.Session = Session  # type: ignore[attr-defined]
    module.client = Session().client  # type: ignore[attr-defined]
    module.resource = Session().resource  # type: ignore[attr-defined]
    return module
