import time

tokens = {}


def token(tenant):
    entry = tokens.get(tenant)
    if entry and entry["expires"] > time.time():
        return entry["token"]
    tokens[tenant] = {"token": tenant.upper(), "expires": time.time() + 300}
    return tokens[tenant]["token"]


def handler(event, context):
    return token(event["tenant"])
