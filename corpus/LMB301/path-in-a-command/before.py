import subprocess


def handler(event, context):
    with open("/tmp/words.txt", "w") as output:
        output.write("\n".join(event["words"]))
    return subprocess.run(["sort", "/tmp/words.txt"], capture_output=True, text=True).stdout.split()
