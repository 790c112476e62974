import joblib


def handler(event, context):
    try:
        model = joblib.load("model.joblib")
    except OSError:
        return []
    return model.predict(event["rows"])
