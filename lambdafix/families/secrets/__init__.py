"""Credentials that stand in the code, and how they are kept off every screen."""

from lambdafix.families.secrets.literals import EVIDENCE, Secret, mask, secrets_in
from lambdafix.families.secrets.variables import is_secret

__all__ = [
    "EVIDENCE",
    "Secret",
    "is_secret",
    "mask",
    "secrets_in",
]
