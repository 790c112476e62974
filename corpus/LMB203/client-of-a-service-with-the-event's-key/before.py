import os

from openai import OpenAI


def handler(event, context):
    client = OpenAI(api_key=event.get("key") or os.environ["OPENAI_KEY"])
    return client.answer(event["text"])
