import joblib

MODEL = "model.joblib"


def handler(event, context):
    model = joblib.load(event["sku"])
    return model.predict(event["rows"])
