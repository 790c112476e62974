class Chain:
    def invoke(self, **inputs):
        return len(inputs)


chain = Chain()


def handler(event, context):
    return chain.invoke(question="why")
