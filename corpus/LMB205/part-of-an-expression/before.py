import joblib


def handler(event, context):
    return joblib.load("model.joblib").predict(event["rows"])
