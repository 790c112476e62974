"""The shape of an application: what one function does, and what each thing that it does asks for."""

from lambdafix.families.shape.actions import Action, actions
from lambdafix.families.shape.groups import Group, cost, groups

__all__ = [
    "Action",
    "Group",
    "actions",
    "cost",
    "groups",
]
