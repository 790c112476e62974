import boto3

table = boto3.resource("dynamodb").Table("brands")


def get_brand(event):
    return table.get_item(Key={"id": event["id"]}).get("Item")


def list_brands(event):
    return table.get_item(Key={"id": event["id"]}).get("Item")


def create_brand(event):
    return table.get_item(Key={"id": event["id"]}).get("Item")


def update_brand(event):
    return table.get_item(Key={"id": event["id"]}).get("Item")


def delete_brand(event):
    return table.get_item(Key={"id": event["id"]}).get("Item")


def get_colors(event):
    return table.get_item(Key={"id": event["id"]}).get("Item")


def put_colors(event):
    return table.get_item(Key={"id": event["id"]}).get("Item")


def get_fonts(event):
    return table.get_item(Key={"id": event["id"]}).get("Item")


def put_fonts(event):
    return table.get_item(Key={"id": event["id"]}).get("Item")


def classify_logo(event):
    import torch

    return torch.load("model.pt")(event["logo"])


def handler(event, context):
    routes = {
        ("GET", "/get_brand"): get_brand,
        ("GET", "/list_brands"): list_brands,
        ("PUT", "/create_brand"): create_brand,
        ("PUT", "/update_brand"): update_brand,
        ("PUT", "/delete_brand"): delete_brand,
        ("GET", "/get_colors"): get_colors,
        ("PUT", "/put_colors"): put_colors,
        ("GET", "/get_fonts"): get_fonts,
        ("PUT", "/put_fonts"): put_fonts,
        ("PUT", "/classify_logo"): classify_logo,
    }
    found = routes.get((event["method"], event["path"]))
    return found(event) if found else None
