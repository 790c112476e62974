def client(service):
    return {"service": service}
