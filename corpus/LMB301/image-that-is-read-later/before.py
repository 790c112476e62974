from PIL import Image


def picture(content):
    with open("/tmp/picture.ppm", "wb") as output:
        output.write(content.encode())
    return Image.open("/tmp/picture.ppm")


def handler(event, context):
    return picture(event["text"]).size
