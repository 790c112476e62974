rows = ["id;name"]


def add(row):
    rows.append(row)
