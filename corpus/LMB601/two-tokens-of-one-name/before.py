import requests


def handler(event, context):
    first = requests.get("https://one.example.com/", headers={"x-api-key": "q9XzR4tLw82bVmK71sYp"})
    second = requests.get("https://two.example.com/", headers={"x-api-key": "a4Gh8KpTz31cWnE66uRd"})
    return [first, second]
