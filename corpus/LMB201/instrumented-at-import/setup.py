import sys
import types


def prepare():
    sys.modules["sentry_sdk"] = types.ModuleType("sentry_sdk")
    sys.modules["sentry_sdk"].init = init


def init():
    import botocore.client

    make = botocore.client.BaseClient.__init__

    def watch(self, *args, **kwargs):
        make(self, *args, **kwargs)
        self.watched = True

    botocore.client.BaseClient.__init__ = watch
