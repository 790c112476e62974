import joblib

MODEL = "model.joblib"


def handler(event, context):
    model = joblib.load("/tmp/model.joblib")
    return model.predict(event["rows"])
