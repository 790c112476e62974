claims = None


def allowed(action):
    return action in claims["actions"]


def handler(event, context):
    global claims
    claims = event["claims"]
    return allowed("read")
