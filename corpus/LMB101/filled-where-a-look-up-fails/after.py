import csv


def handler(event, context):
    known = []
    try:
        csv.get_dialect("pipe")
    except csv.Error:
        csv.register_dialect("pipe", delimiter="|")
        known.append("pipe")
    return known
