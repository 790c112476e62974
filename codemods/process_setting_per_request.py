"""LMB107."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import Codemod, Match, runtime

if TYPE_CHECKING:
    from lambdafix.codemod import Module

_DOUBTS = {
    runtime.Setting.LOG_HANDLER: "what the first request made of it stays: its level, its format, its stream",
    runtime.Setting.LOG_KEYS: "keys that are meant to stay have to be given to the logger itself",
}


class ProcessSettingPerRequest(Codemod[runtime.Once]):
    """What a request sets for the whole process, so that it adds up or stays.

    What it does
    ------------
    Finds handlers added to loggers, keys appended to a logger of Powertools on a branch, environment variables and
    locales set to a value of the request, additions to `sys.path`, `os.chdir` and `atexit.register`, in code that every
    request runs and where nothing takes them back.

    Why it is bad
    -------------
    The process lasts for many requests. The second one's log lines appear twice, the tenth's ten times; one customer's
    number stands in another's lines; a relative path leads elsewhere.

    Example
    -------
    ```python
    import logging
    import sys


    def get_logger(name):
        logger = logging.getLogger(name)
        logger.addHandler(logging.StreamHandler(sys.stdout))
        return logger


    def handler(event, context):
        log = get_logger("parcels")
        log.warning("got %s", event["id"])
        return {"ok": True}
    ```

    Use instead
    -----------
    ```python
    import logging
    import sys


    def get_logger(name):
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.addHandler(logging.StreamHandler(sys.stdout))
        return logger


    def handler(event, context):
        log = get_logger("parcels")
        log.warning("got %s", event["id"])
        return {"ok": True}
    ```

    When the fix is safe
    --------------------
    Never: a handler is added where there is none, an entry of `sys.path` where it is not there; keys are cleared by
    `clear_state=True` on the handler's decorator.

    When it is refused
    ------------------
    For environment variables, folders and locales, of which it is not known who counts on them; for the root logger, to
    which Lambda itself adds a handler. No finding: a condition stands around it; something in the function looks at
    the logger's handlers or takes back what was set; the value is the same for every request, or a helper's parameter.

    References
    ----------
    - https://docs.python.org/3/library/logging.html#logging.Logger.addHandler
    - https://docs.powertools.aws.dev/lambda/python/latest/core/logger/#clearing-all-state
    - https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
    """

    code = "LMB107"
    name = "process-setting-per-request"
    remedy = "Do it once, or clear it"
    evidence = re.compile(
        rb"addHandler|append_keys|environ|putenv|\bsys\b[^\n]*\bpath\b|import\s+path|chdir|setlocale|atexit"
    )

    def detect(self, module: Module) -> Iterator[Match[runtime.Once]]:
        for found in runtime.settings(module):
            yield Match.answered(
                module.span(found.place),
                found.setting.value,
                found.answer,
                doubts=[_DOUBTS.get(found.setting, "a later import may count on its place")],
                call_path=found.reach.call_path,
            )
