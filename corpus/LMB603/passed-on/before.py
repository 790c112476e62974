def handler(event, context):
    return serve(event)


def serve(request):
    return request["body"]
