import sys
import types


class Elasticsearch:
    def __init__(self, host):
        self.host = host

    def search(self, text):
        return f"{text} in {self.host}"


def prepare():
    elasticsearch = types.ModuleType("elasticsearch")
    elasticsearch.Elasticsearch = Elasticsearch
    sys.modules["elasticsearch"] = elasticsearch
