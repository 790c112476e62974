import sys
import types


def prepare():
    nltk = types.ModuleType("nltk")
    nltk.download = lambda name: True
    nltk.word_tokenize = str.split
    sys.modules["nltk"] = nltk
