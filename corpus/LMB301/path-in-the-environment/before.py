import os


def handler(event, context):
    path = "/tmp/kubeconfig"
    with open(path, "w") as output:
        output.write(event["cluster"])
    os.environ["KUBECONFIG"] = path
    with open(path) as config:
        return config.read()
