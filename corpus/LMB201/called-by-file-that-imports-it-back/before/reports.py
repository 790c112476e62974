import orders

FIRST = orders.region()
