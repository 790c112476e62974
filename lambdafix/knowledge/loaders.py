"""Calls that load something large or bundled, by the documentation of each library."""

from __future__ import annotations

MODELS: dict[str, str] = {
    "joblib.load": "the model",
    "onnxruntime.InferenceSession": "the model",
    "pickle.load": "the pickled object",
    "spacy.load": "the language model",
    "tensorflow.keras.models.load_model": "the model",
    "tensorflow.saved_model.load": "the model",
    "keras.models.load_model": "the model",
    "tflite_runtime.interpreter.Interpreter": "the model",
    "torch.load": "the model",
    "torch.jit.load": "the model",
    "transformers.pipeline": "the model",
    "sentence_transformers.SentenceTransformer": "the model",
    "lightgbm.Booster": "the model",
    "fasttext.load_model": "the model",
    "whisper.load_model": "the model",
}
"""Canonical call -> what a sentence calls what it gives. What it gives is used by calling it, not by changing it."""

FROM_PRETRAINED = "from_pretrained"
"""The class method of transformers' models and tokenizers."""

DATA: dict[str, str] = {
    "json.load": "the JSON file",
    "yaml.safe_load": "the YAML file",
    "yaml.load": "the YAML file",
    "tomllib.load": "the TOML file",
}
"""Canonical call -> what it reads from the file it is given."""
