import posthog

posthog.project_api_key = "phc"


def tell(what):
    try:
        posthog.capture("ada", what)
    finally:
        posthog.flush()


def handler(event, context):
    tell("ordered")
