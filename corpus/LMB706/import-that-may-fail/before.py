try:
    import stripe
except ImportError:
    stripe = None


def handler(event, context):
    return stripe is None
