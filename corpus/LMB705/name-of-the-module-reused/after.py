def handler(event, context):
    import socket

    socket = socket.create_connection(("db", 1), timeout=10)
    return socket
