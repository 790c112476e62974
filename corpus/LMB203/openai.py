import sys
import types


class OpenAI:
    def __init__(self, api_key):
        self.api_key = api_key

    def answer(self, text):
        return text + self.api_key


def prepare():
    openai = types.ModuleType("openai")
    openai.OpenAI = OpenAI
    sys.modules["openai"] = openai
