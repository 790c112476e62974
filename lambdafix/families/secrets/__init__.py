"""Credentials that stand in the code, how they leave it, and how they are kept off every screen."""

from lambdafix.families.secrets.literals import EVIDENCE, Secret, mask, secrets_in
from lambdafix.families.secrets.removal import Found, Removal, credentials

__all__ = [
    "EVIDENCE",
    "Found",
    "Removal",
    "Secret",
    "credentials",
    "mask",
    "secrets_in",
]
