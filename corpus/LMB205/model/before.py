import joblib

MODEL = "model.joblib"


def handler(event, context):
    model = joblib.load(MODEL)
    return model.predict(event["rows"])
