"""What repairs a template, where it is one that a single value can be set in."""

from __future__ import annotations

from lambdafix.match import TemplateEdit
from lambdafix.model import Refusal
from lambdafix.project.stacks import Resource


def property_set(resource: Resource, keys: tuple[str, ...], value: str | int, remedy: str) -> TemplateEdit | Refusal:
    """Set a property of a resource; a refusal with `remedy` where the template is generated, or no CloudFormation."""
    if not resource.keys:
        return Refusal("it is only set for you in templates of SAM and CloudFormation that are not generated", remedy)
    return TemplateEdit(resource.place.path, (*resource.keys, *keys), value)
