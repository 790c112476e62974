import shutil
from pathlib import Path


def handler(event, context):
    shutil.copyfile(Path(__file__).parent / "before.py", "/tmp/program")
    with open("/tmp/program") as program:
        return len(program.read()) > 0
