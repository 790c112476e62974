def read_file_content(path):
    try:
        with open(path) as file:
            return file.read()
    except FileNotFoundError:
        return "no such file"


path = "/var/data/input.txt"
data = read_file_content(path)


def handler(event, context):
    return data
