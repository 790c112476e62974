def price(sku):
    return len(sku) * 10


if __name__ == "__main__":
    print(price("a-1"))
