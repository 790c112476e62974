import tempfile

tempfile.tempdir = "/mnt/shared"


def lambda_handler(event, context):
    with open("/tmp/total.txt", "w") as out:
        out.write(event["total"])
    with open("/tmp/total.txt") as made:
        return made.read()
