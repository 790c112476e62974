import posthog


def finish():
    posthog.flush()
