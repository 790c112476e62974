import sys
import types


class Model:
    def predict(self, rows):
        return [len(rows)]


def load(path):
    return Model()


def prepare():
    joblib = types.ModuleType("joblib")
    joblib.load = load
    sys.modules["joblib"] = joblib
