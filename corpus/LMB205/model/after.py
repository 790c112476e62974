from functools import cache

import joblib

MODEL = "model.joblib"


@cache
def load_model():
    return joblib.load(MODEL)


def handler(event, context):
    model = load_model()
    return model.predict(event["rows"])
