"""LMB205."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, runtime

if TYPE_CHECKING:
    from lambdafix.codemod import Module


class LoadPerRequest(Codemod[runtime.LoadOnce]):
    """A model or a bundled file that every request loads, though it is the same for all of them.

    What it does
    ------------
    Finds models (joblib, pickle, torch, onnxruntime, spaCy, transformers, Keras and others) and bundled JSON, YAML and
    TOML files loaded in code that requests run, from a name or path that is constant.

    Why it is bad
    -------------
    Lambda keeps the process for the next request, and with it what was loaded. Each request that loads a model anew
    pays seconds, and memory for two of them at once.

    Example
    -------
    ```python
    import json


    def handler(event, context):
        with open("prices.json") as file:
            prices = json.load(file)
        return prices[event["sku"]]
    ```

    Use instead
    -----------
    ```python
    import json
    from functools import cache


    @cache
    def load_prices():
        with open("prices.json") as file:
            return json.load(file)


    def handler(event, context):
        prices = load_prices()
        return prices[event["sku"]]
    ```

    When the fix is safe
    --------------------
    Never: a file that is replaced is seen by new environments alone, and tests that replace it have to call
    `cache_clear()`.

    When it is refused
    ------------------
    Where the value may be changed, for requests would share it; where it is part of a larger expression, is loaded in a
    loop or a `try`, or with values of the function. No finding: it is loaded once already; the path depends on the
    request or the environment, or lies under `/tmp` or a mount.

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html
    - https://docs.python.org/3/library/functools.html#functools.cache
    """

    code = "LMB205"
    name = "load-per-request"
    remedy = "Load it once, in a cached getter"
    evidence = re.compile(rb"load|InferenceSession|pipeline|from_pretrained|Interpreter|Transformer|Booster")

    def detect(self, module: Module) -> Iterator[Match[runtime.LoadOnce]]:
        for found in runtime.loads(module):
            yield Match.answered(
                module.span(found.call),
                f"every request loads {found.noun} anew, though it is the same for all of them",
                found.answer,
                doubts=["a file that is replaced is seen by new environments alone"],
                call_path=found.reach.call_path,
            )
