import sys
import types

SENT = []
WAITING = []


def prepare():
    posthog = types.ModuleType("posthog")
    posthog.capture = lambda who, what: (SENT if getattr(posthog, "sync_mode", False) else WAITING).append(what)
    posthog.flush = lambda: (SENT.extend(WAITING), WAITING.clear())
    posthog.Posthog = lambda key, sync_mode=False: posthog
    sys.modules["posthog"] = posthog


def between(number):
    SENT.clear()


def observe():
    return list(SENT)
