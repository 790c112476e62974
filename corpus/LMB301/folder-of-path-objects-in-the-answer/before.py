from pathlib import Path


def handler(event, context):
    folder = Path("/tmp/orders")
    folder.mkdir(exist_ok=True)
    (folder / "order.csv").write_text(event["name"])
    return sorted([str(path) for path in folder.iterdir()])
