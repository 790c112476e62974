user = "nobody"


def use(event):
    global user
    if "user" in event:
        user = event["user"]
