"""Writes lambdafix/knowledge/paginated.txt anew, from the paginators of the installed botocore: run it after an update.

One operation a line: service, method, what limits a page, what leads to the next one, what is gathered; several with
commas, "-" for none. https://github.com/boto/botocore/tree/develop/botocore/data, paginators-1.json
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import botocore.session
from botocore import xform_name
from botocore.exceptions import DataNotFoundError, UnknownServiceError

TABLE = Path(__file__).parents[1] / "lambdafix" / "knowledge" / "paginated.txt"
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9]*")


def lines() -> Iterator[str]:
    loader = botocore.session.Session().get_component("data_loader")
    for service in loader.list_available_services("service-2"):
        try:
            pages = loader.load_service_model(service, "paginators-1")["pagination"]
        except (DataNotFoundError, UnknownServiceError):
            continue
        for operation, page in pages.items():
            onward = [*_keys(page.get("output_token")), *_keys(page.get("more_results")), *_keys(page["input_token"])]
            columns = _keys(page.get("limit_key")), onward, _keys(page.get("result_key"))
            yield " ".join([service, xform_name(operation), *(",".join(dict.fromkeys(c)) or "-" for c in columns)])


def _keys(given: str | list[str] | None) -> list[str]:
    """The first key of each expression: "NextMarker || Contents[-1].Key" gives "NextMarker"."""
    texts = [given] if isinstance(given, str) else given or []
    return [found[0] for text in texts if (found := _KEY.match(text))]


if __name__ == "__main__":
    TABLE.write_text("".join(f"{line}\n" for line in sorted(set(lines()))), "utf-8")
