def price(sku):
    return len(sku) * 10


print(price("a-1"))
