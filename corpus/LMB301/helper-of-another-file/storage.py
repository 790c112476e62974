import json


def save(data, path):
    with open(path, "w") as output:
        json.dump(data, output)
