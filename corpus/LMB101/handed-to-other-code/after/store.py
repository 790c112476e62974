rows = []


def add(row):
    rows.append(row)
