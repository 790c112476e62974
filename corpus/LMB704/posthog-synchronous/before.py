import posthog

posthog.sync_mode = True


def tell(what):
    posthog.capture("ada", what)


def handler(event, context):
    tell("ordered")
