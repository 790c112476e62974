from pathlib import Path


def handler(event, context):
    report = Path(__file__).resolve().parent / "report.txt"
    report.write_text(event["body"])
    return report.read_text()
