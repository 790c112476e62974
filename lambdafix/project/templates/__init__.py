"""Readers of deployment templates. `read_templates` is all that the rest needs."""

from lambdafix.project.declared import Templates
from lambdafix.project.templates.read import read_templates

__all__ = ["Templates", "read_templates"]
