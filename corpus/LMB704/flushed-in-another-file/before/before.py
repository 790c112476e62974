import posthog

from ending import finish


def handler(event, context):
    posthog.capture("ada", "ordered")
    finish()
