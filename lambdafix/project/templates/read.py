"""Every candidate template of a project, each given to the readers that its name and content call for."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from posixpath import basename, dirname

from lambdafix import regular
from lambdafix.model import Skipped
from lambdafix.project.declared import INLINE, Templates
from lambdafix.project.files import Discovery
from lambdafix.project.stacks.cloudformation import stack
from lambdafix.project.stacks.terraform import stacks as terraform_stacks
from lambdafix.project.templates import (
    cdk_out,
    cdk_python,
    cdk_typescript,
    chalice,
    cloudformation,
    dockerfile,
    serverless,
    terraform,
    zappa,
)
from lambdafix.project.templates.cdk_imports import Sources
from lambdafix.project.templates.cdk_program import Program
from lambdafix.project.templates.images import with_images
from lambdafix.project.templates.reader import Collected
from lambdafix.project.templates.terraform_files import TerraformFiles

_SERVERLESS = re.compile(rb"^[\"']?(?:functions|service)[\"']?\s*:", re.MULTILINE)
_DOCUMENT = (".yml", ".yaml", ".json", ".template")
_SCRIPT = (".ts", ".js", ".mjs", ".cjs")


def read_templates(root: Path, discovery: Discovery, raw: Callable[[str], bytes] | None = None) -> Templates:
    """What the project's templates declare. A template that cannot be read is in `skipped`; none raises.

    `raw` reads a file by its path in the project, from the disk unless given.
    """
    reading = _Reading(root, discovery, raw or (lambda path: regular.read(root / path)))
    for path in discovery.templates:
        reading.template(path)
    sources = Sources(root, discovery.python)
    for path in discovery.python if reading.cdk else ():
        reading.program(path, sources)
    for folder in sorted(reading.cdk):
        reading.synthesised(folder, discovery)
    return reading.result()


def _no_template(name: str, raw: bytes) -> str:
    """Why a file that is called or looks like a template is none, "" for others."""
    if b"\0" in raw and name.startswith(("template.", "serverless.")):
        return "template cannot be read: it is a binary file"
    if b'"planned_values"' in raw and b'"resource_changes"' in raw and b"aws_lambda_function" in raw:
        return "a plan of Terraform, which names resources that may never be; its .tf files are read instead"
    return ""


class _Reading:
    def __init__(self, root: Path, discovery: Discovery, raw: Callable[[str], bytes]) -> None:
        self.collected = Collected(root, raw)
        self.terraform = TerraformFiles()
        self.images: dict[str, str] = {}
        self.python = frozenset(discovery.python)
        self.cdk = {dirname(path) for path in discovery.templates if basename(path) == "cdk.json"}

    def template(self, path: str) -> None:
        name = basename(path)
        if path.endswith((".tf", ".tfvars", ".tf.json")):
            self.terraform.add(path, self.collected.read(path))
        elif "Dockerfile" in name and not name.endswith(_DOCUMENT + _SCRIPT):
            raw = self.collected.read(path)
            if any(word in raw.lower() for word in dockerfile.EVIDENCE):
                self.images[path] = raw.decode("utf-8", "replace")
        elif name.endswith(_SCRIPT):
            self.script(path, name)
        elif name.endswith(_DOCUMENT):
            self.document(path, name)

    def document(self, path: str, name: str) -> None:
        raw = self.collected.read(path)
        if reason := _no_template(name, raw):
            self.collected.skipped.append(Skipped(path, reason))
            return
        if name in ("zappa_settings.json", "zappa_settings.yml", "zappa_settings.yaml"):
            for document in self.collected.documents(path, raw):
                self.collected.functions += zappa.functions(document, path)
        elif path.endswith(".chalice/config.json"):
            for document in self.collected.documents(path, raw):
                self.collected.functions += chalice.functions(document, path)
        elif (
            name.startswith("serverless.")
            or cloudformation.is_relevant(raw)
            or (not path.endswith(".json") and len(_SERVERLESS.findall(raw)) > 1)
        ):
            self.declarations(path, raw)

    def declarations(self, path: str, raw: bytes) -> None:
        collected = self.collected
        for document in collected.documents(path, raw):
            if serverless.is_serverless(path, document):
                collected.functions += serverless.functions(collected, document, path)
                collected.tables += serverless.tables(collected, document, path)
                collected.stacks += serverless.stacks(collected, document, path)
            else:
                collected.functions += cloudformation.functions(document, path)
                collected.tables += cloudformation.tables(document, path)
                collected.stacks.append(stack(document, path))

    def script(self, path: str, name: str) -> None:
        if not self.cdk and not name.startswith("serverless."):
            return
        raw = self.collected.read(path)
        if not any(word in raw for word in cdk_typescript.EVIDENCE):
            return
        content = raw.decode("utf-8", "replace")
        if name.startswith("serverless."):
            self.collected.functions += cdk_typescript.services(content, path)
        else:
            self.collected.functions += cdk_typescript.functions(content, path, self.working_folder(path))

    def program(self, path: str, sources: Sources) -> None:
        """A CDK program in Python."""
        tree = sources.tree(path, cdk_python.EVIDENCE)
        if tree is not None:
            program = Program(path, tree, self.working_folder(path), sources)
            self.collected.functions += cdk_python.functions(program)
            self.collected.tables += cdk_python.tables(program)

    def synthesised(self, folder: str, discovery: Discovery) -> None:
        """What a CDK program deploys, by its `cdk.out`."""
        listed = {*discovery.python, *discovery.templates}
        paths, reason = cdk_out.synthesised(self.collected.root, folder, listed)
        for path in (path for path in paths if path not in listed):
            raw = self.collected.read(path)
            if not cloudformation.is_relevant(raw):
                continue
            if reason:
                self.collected.skipped.append(Skipped(path, reason))
            else:
                self.collected.stacks += [stack(one, path) for one in self.collected.documents(path, raw)]

    def working_folder(self, path: str) -> str:
        """The folder a CDK program runs in: that of the nearest cdk.json above it, else of the nearest app.py."""
        own = folder = dirname(path)
        while folder and folder not in self.cdk:
            folder = dirname(folder)
        if folder in self.cdk:
            return folder
        folder = own
        while folder and f"{folder}/app.py" not in self.python:
            folder = dirname(folder)
        return folder or own

    def result(self) -> Templates:
        collected = self.collected
        workspace = self.terraform.workspace(collected)
        collected.functions += terraform.functions(workspace)
        collected.tables += terraform.tables(workspace)
        collected.stacks += terraform_stacks(workspace)
        functions = tuple(with_images(collected.functions, self.images))
        inline = (
            Skipped(function.template, f"{function.handler or function.name}: {INLINE}, not analysed", function.row)
            for function in functions
            if function.problem == INLINE and function.is_python
        )
        tables = tuple(dict.fromkeys(collected.tables))
        skipped = tuple(sorted({*collected.skipped, *inline}))
        stacks, included = tuple(collected.stacks), tuple(sorted(collected.looked_for))
        return Templates(functions, tables, skipped, stacks, included, bool(self.cdk))
