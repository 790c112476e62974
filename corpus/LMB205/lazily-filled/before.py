import joblib

model = None


def handler(event, context):
    global model
    if model is None:
        model = joblib.load("model.joblib")
    return model.predict(event["rows"])
