"""Finds and repairs what goes wrong in Python AWS Lambda functions."""

__version__ = "0.1.0"
