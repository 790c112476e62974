import socket


def prepare():
    socket.create_connection = lambda address, timeout=None: str(timeout)
