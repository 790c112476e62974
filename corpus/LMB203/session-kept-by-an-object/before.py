import requests


class Shop:
    def __init__(self, token):
        self.session = requests.Session()
        self.session.headers["Authorization"] = token

    def header(self):
        return self.session.headers["Authorization"]


def handler(event, context):
    return Shop(event["token"]).header()
