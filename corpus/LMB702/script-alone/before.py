import multiprocessing


def size_of(key):
    return len(key)


def handler(event, context):
    return "ok"


if __name__ == "__main__":
    print(multiprocessing.Pool(2).map(size_of, ["a"]))
