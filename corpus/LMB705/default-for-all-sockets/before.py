import socket
import urllib.request
socket.setdefaulttimeout(5)


def handler(event, context):
    return urllib.request.urlopen("https://api.example/orders")
