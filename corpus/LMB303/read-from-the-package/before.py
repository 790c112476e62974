from os import environ as env


def read_file_content(path):
    try:
        with open(path) as file:
            return file.read()
    except FileNotFoundError:
        return "no such file"


def handler(event, context):
    return read_file_content(env["LAMBDA_TASK_ROOT"] + "/input.txt")
