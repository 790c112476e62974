"""SAM and CloudFormation as a stack: `Globals` merged in, macros known for what they are.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros.html
"""

from __future__ import annotations

from lambdafix.project.document import Block, block, sequence, text
from lambdafix.project.stacks.resolver import Resolver
from lambdafix.project.stacks.setting import Place
from lambdafix.project.stacks.stack import Resource, Stack, section

_GLOBALS = {
    "AWS::Serverless::Function": "Function",
    "AWS::Serverless::StateMachine": "StateMachine",
}
_MAX_DEPTH = 10
_OWN_TRANSFORMS = ("AWS::Serverless", "AWS::LanguageExtensions", "AWS::CodeDeployBlueGreen", "AWS::SecretsManager")


def stack(document: Block, path: str) -> Stack:
    """What the template at `path` declares."""
    resolver = Resolver(section(document, "Parameters"), section(document, "Mappings"), _gaps(document))
    resources = section(document, "Resources")
    defaults = section(document, "Globals")
    found = []
    for name, value in resources.items():
        declared = block(value)
        kind = text(declared.get("Type"))
        if kind:
            place = Place(path, resources.rows.get(name, 0), resources.columns.get(name, 0))
            shared = block(defaults.get(_GLOBALS.get(kind, "")))
            properties = merged(shared, block(declared.get("Properties")))
            setting = resolver.resolve(properties, place)
            generated = "aws:cdk:path" in section(declared, "Metadata")
            keys = () if generated else ("Resources", name, "Properties")
            found.append(Resource(name, kind, place, setting, keys, "Condition" in declared))
    how = "sam" if "Transform" in document and "AWS::Serverless" in str(document["Transform"]) else "cloudformation"
    return Stack(path, how, tuple(found), resolver)


def _gaps(document: Block) -> str:
    foreign = [name for one in sequence(document.get("Transform")) if (name := _transform(one))]
    return f"the macro {foreign[0]} rewrites the template" if foreign else ""


def _transform(value: object) -> str:
    """The name of a transform that is not AWS's own, "" for others."""
    name = value if isinstance(value, str) else text(block(value).get("Name")) if isinstance(value, Block) else ""
    return "" if name.startswith(_OWN_TRANSFORMS) else name


def merged(shared: Block, own: Block, depth: int = 0) -> Block:
    """A resource's properties with defaults under them, as SAM merges: mappings by key, lists one after the other."""
    if not shared or depth > _MAX_DEPTH:
        return own
    made = Block(own.row)
    for source in (shared, own):
        for key, value in source.items():
            before = made.get(key)
            together = value
            if isinstance(before, Block) and isinstance(value, Block) and not _is_call(before) and not _is_call(value):
                together = merged(before, value, depth + 1)
            elif isinstance(before, list) and isinstance(value, list):
                together = [*before, *value]
            made.put(key, together, source.rows[key], source.columns[key])
    return made


def _is_call(value: Block) -> bool:
    return len(value) == 1 and next(iter(value)).startswith(("Fn::", "Ref"))
