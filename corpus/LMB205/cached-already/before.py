from functools import cache

import joblib


@cache
def model():
    return joblib.load("model.joblib")


def handler(event, context):
    return model().predict(event["rows"])
