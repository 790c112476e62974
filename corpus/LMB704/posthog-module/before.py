import posthog

posthog.project_api_key = "phc"


def tell(what):
    posthog.capture("ada", what)


def handler(event, context):
    tell("ordered")
