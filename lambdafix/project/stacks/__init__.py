"""What templates say of functions and of what surrounds them, in CloudFormation's words, whatever their format."""

from lambdafix.project.stacks.setting import Absent, Given, Place, Pointer, Setting, Unknown
from lambdafix.project.stacks.stack import Resource, Stack
from lambdafix.project.stacks.stacks import Code, Stacks

__all__ = ["Absent", "Code", "Given", "Place", "Pointer", "Resource", "Setting", "Stack", "Stacks", "Unknown"]
