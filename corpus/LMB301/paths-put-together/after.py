import os
import tempfile
from pathlib import Path


def handler(event, context):
    with tempfile.TemporaryDirectory() as directory:
        first = Path(directory) / "first.txt"
        first.write_text(event["text"])
        second = os.path.join(directory, "second.txt")
        with open(second, "w") as output:
            output.write(first.read_text().upper())
        third = os.path.join(directory, "third.txt")
        os.rename(second, third)
        with open(third) as result:
            return result.read()
