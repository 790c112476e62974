"""What libraries ask of a function: how much memory they need, and which service they talk to.

Sizes of an installation follow from the distributions that the projects publish on https://pypi.org; tiers of memory
from https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping


class Weight(enum.IntEnum):
    """How large an environment has to be, by what it loads; the values are MB that such a function starts from."""

    LIGHT = 128
    MEDIUM = 512
    """Tables, images, documents."""
    HEAVY = 2048
    """Models."""


WEIGHTS: Mapping[str, Weight] = {
    **dict.fromkeys(
        ("cv2", "fitz", "matplotlib", "moviepy", "networkx", "nltk", "numpy", "openpyxl", "pandas", "PIL", "polars"),
        Weight.MEDIUM,
    ),
    **dict.fromkeys(
        ("awswrangler", "geopandas", "pdf2image", "pyarrow", "pyspark", "reportlab", "scipy", "skimage", "weasyprint"),
        Weight.MEDIUM,
    ),
    **dict.fromkeys(
        ("catboost", "diffusers", "easyocr", "faiss", "gensim", "jax", "keras", "lightgbm", "llama_cpp", "mxnet"),
        Weight.HEAVY,
    ),
    **dict.fromkeys(
        ("onnxruntime", "paddle", "prophet", "sentence_transformers", "sklearn", "spacy", "statsmodels", "tensorflow"),
        Weight.HEAVY,
    ),
    **dict.fromkeys(("tflite_runtime", "torch", "torchvision", "transformers", "whisper", "xgboost"), Weight.HEAVY),
}
"""Top-level name of a package -> what a function that uses it needs."""

DATABASES: Mapping[str, str] = {
    "MySQLdb": "rds",
    "asyncpg": "rds",
    "cassandra": "keyspaces",
    "elasticsearch": "opensearch",
    "mysql": "rds",
    "opensearchpy": "opensearch",
    "psycopg": "rds",
    "psycopg2": "rds",
    "pymongo": "documentdb",
    "pymssql": "rds",
    "pymysql": "rds",
    "pyodbc": "rds",
    "redis": "elasticache",
    "snowflake": "snowflake",
    "sqlalchemy": "rds",
}
"""Top-level name of a driver -> the service that it talks to, as a client of boto3 would be called."""

SHARED_SERVICES = frozenset(
    {"appconfig", "appconfigdata", "cloudwatch", "events", "firehose", "kms", "lambda", "logs", "secretsmanager"}
    | {"sns", "sqs", "ssm", "sts", "xray"}
)
"""Services by which functions of every kind find their settings, or tell what they did: they make no kind."""
PRICE = 0.0000166667
"""Dollars of a GB-second on x86: https://aws.amazon.com/lambda/pricing/."""
