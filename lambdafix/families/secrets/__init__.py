"""Credentials that stand in the code, how they leave it, and how they are kept off every screen."""

from lambdafix.families.secrets.literals import EVIDENCE, Secret, mask, secrets_in
from lambdafix.families.secrets.removal import Found, Removal, credentials
from lambdafix.families.secrets.variables import is_secret

__all__ = [
    "EVIDENCE",
    "Found",
    "Removal",
    "Secret",
    "credentials",
    "is_secret",
    "mask",
    "secrets_in",
]
