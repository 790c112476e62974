"""What a function's code tells of what its template should say."""

from __future__ import annotations

import sys

from lambdafix.project.stacks import Code

_DATABASES = (
    "psycopg2 psycopg pymysql MySQLdb mysql.connector mysql sqlalchemy pg8000 asyncpg aiomysql aurora_data_api pymongo"
    " motor redis rediscluster pymssql pyodbc oracledb cx_Oracle peewee django.db"
).split()
_STRUCTURED = (
    "aws_lambda_powertools.logging aws_lambda_powertools structlog pythonjsonlogger aws_lambda_logging lambda_logging"
    " loguru json_log_formatter ecs_logging jsonformatter"
).split()
_METRICS = (
    "aws_lambda_powertools.metrics aws_embedded_metrics datadog_lambda datadog prometheus_client opentelemetry.metrics"
    " statsd newrelic"
).split()
_NETWORK = frozenset(
    "socket ssl http urllib ftplib smtplib poplib imaplib telnetlib xmlrpc socketserver asyncio nntplib".split()
)
_PUBLIC = frozenset(
    "boto3 botocore aws_lambda_powertools aws_xray_sdk pydantic jmespath dateutil yaml jsonschema cfnresponse"
    " typing_extensions".split()
)
"""Packages that reach nothing but AWS's public endpoints, or nothing."""
HEAVY = (
    "torch tensorflow keras transformers sklearn xgboost lightgbm pandas scipy cv2 onnxruntime spacy moviepy"
    " librosa sentence_transformers pyarrow polars geopandas matplotlib PIL"
).split()

_CHECKS = frozenset(
    "compare_digest construct_event verify_signature verify_key verify_webhook RequestValidator VerifyKey"
    " SignatureVerifier is_valid_request".split()
)
_CHECKERS = (
    "hmac jwt jose joserfc authlib jwcrypto cognitojwt google.oauth2.id_token firebase_admin.auth fastapi.security"
    " flask_jwt_extended flask_httpauth flask_login django.contrib.auth itsdangerous slack_bolt slack_sdk.signature"
    " discord_interactions nacl.signing linebot svix standardwebhooks twilio.request_validator"
).split()


def checks_callers(code: Code) -> bool:
    """Whether it authenticates its caller itself: a webhook by a signature, an API by a token."""
    return not code.calls.isdisjoint(_CHECKS) or code.uses(*_CHECKERS)


def reaches_database(code: Code) -> bool:
    """Whether a database with connections to run out of is used."""
    return code.uses(*_DATABASES)


def structured_logs(code: Code) -> bool:
    """Whether something that writes logs as JSON is imported."""
    return code.uses(*_STRUCTURED)


def logs(code: Code) -> bool:
    return code.uses("logging") or "print" in code.calls


def writes_metrics(code: Code) -> bool:
    return code.uses(*_METRICS) or "put_metric_data" in code.calls or "add_metric" in code.calls


def heavy_imports(code: Code) -> tuple[str, ...]:
    return tuple(name for name in HEAVY if code.uses(name))


def needs_no_network(code: Code) -> bool:
    """Whether all that is imported is known to reach nothing but AWS's public endpoints."""
    tops = {name.partition(".")[0] for name in code.imports}
    return all(top in _PUBLIC or (top in sys.stdlib_module_names and top not in _NETWORK) for top in tops)
