def handler(event, context, totals=None):
    """Adds up."""
    if totals is None:
        totals = {}
    totals[event["sku"]] = event["price"]
    return totals
