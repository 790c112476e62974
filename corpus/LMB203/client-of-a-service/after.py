import os

from openai import OpenAI

client = OpenAI(api_key=os.environ["OPENAI_KEY"])


def handler(event, context):
    return client.answer(event["text"])
