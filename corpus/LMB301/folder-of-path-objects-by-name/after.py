import tempfile
from pathlib import Path


def handler(event, context):
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(f"{directory}/orders")
        folder.mkdir(exist_ok=True)
        (folder / "order.csv").write_text(event["name"])
        return sorted([path.name for path in folder.iterdir()])
