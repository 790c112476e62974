KEY_ID = "AKIA2OGYBAH6QTLK5XCD"


def handler(event, context):
    return {"length": len(KEY_ID)}
