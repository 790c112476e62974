import sys
import types


def prepare():
    sentry = types.ModuleType("sentry_sdk")
    sentry.init = lambda **options: None
    sentry.capture_message = print
    sys.modules["sentry_sdk"] = sentry
    integrations = types.ModuleType("sentry_sdk.integrations.aws_lambda")
    integrations.AwsLambdaIntegration = object
    sys.modules["sentry_sdk.integrations"] = types.ModuleType("sentry_sdk.integrations")
    sys.modules["sentry_sdk.integrations.aws_lambda"] = integrations
