import os
import tempfile
from pathlib import Path

SCRATCH = "/tmp"


def handler(event, context):
    first = Path("/tmp") / "first.txt"
    first.write_text(event["text"])
    second = os.path.join(SCRATCH, "second.txt")
    with open(second, "w") as output:
        output.write(first.read_text().upper())
    third = os.path.join(tempfile.gettempdir(), "third.txt")
    os.rename(second, third)
    with open(third) as result:
        return result.read()
