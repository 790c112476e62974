class json:
    @staticmethod
    def dumps(value):
        return str(len(value))


def handler(event, context):
    return json.dumps({1})
