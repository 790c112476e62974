import os

os.environ["HF_HOME"] = "/tmp/models"


def handler(event, context):
    return os.environ.get("TMPDIR_OF_CACHE", "/tmp/cache")
