# "https://meet/243574?p=ixpjsDWNj8cL"
#   -> number="243574", meetingPassword="ixpjsDWNj8cL"


def handler(event, context):
    return event["url"].partition("=")[2]
