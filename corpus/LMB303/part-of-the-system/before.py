def handler(event, context):
    return "root" in open("/etc/passwd").read()
