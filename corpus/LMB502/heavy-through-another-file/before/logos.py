import torch

model = None


def get_model():
    global model
    if model is None:
        model = torch.load("model.pt")
    return model


def classify(logo):
    return get_model()(logo)
