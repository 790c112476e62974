import urllib.request


def handler(event, context):
    return urllib.request.urlopen("https://api.example/orders", None, 5)
