"""Credentials that stand in the code, and how they are kept off every screen."""

from lambdafix.families.secrets.literals import EVIDENCE, Secret, mask, secrets_in

__all__ = [
    "EVIDENCE",
    "Secret",
    "mask",
    "secrets_in",
]
