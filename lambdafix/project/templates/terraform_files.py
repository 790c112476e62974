"""Terraform files on their way to a workspace: only what can bear on functions and tables is parsed."""

from __future__ import annotations

import re
from posixpath import basename, dirname

from lambdafix.model import Skipped
from lambdafix.project.document import DocumentError
from lambdafix.project.templates import hcl, terraform
from lambdafix.project.templates.reader import Collected
from lambdafix.project.templates.terraform_modules import Workspace

_BLOCK = re.compile(r"^(?=[a-z]+\b[^\n=]*\{)", re.MULTILINE)
_RELEVANT = re.compile(
    r"module\b|variable\b|locals\b|(?:resource|data)\s+\"?(?:aws_lambda_|aws_dynamodb_table\b|aws_sqs_queue(?:_redrive_policy)?\b|aws_cloudwatch_(?:log_group|metric_alarm)\b|archive_file\b)"
)
_LOCAL_MODULE = re.compile(rb"source\s*=\s*\"\.")


class TerraformFiles:
    """The Terraform files of a project, as bytes until `workspace` is asked for."""

    def __init__(self) -> None:
        self._contents: dict[str, bytes] = {}

    def add(self, path: str, raw: bytes) -> None:
        self._contents[path] = raw

    def workspace(self, collected: Collected) -> Workspace:
        """The folders that declare functions or tables, or call modules of the project. Notes what cannot be read."""
        made = Workspace()
        if not any(_has_evidence(raw) for raw in self._contents.values()):
            return made
        folders = {dirname(p) for p, raw in self._contents.items() if _has_evidence(raw) or _LOCAL_MODULE.search(raw)}
        for path, raw in self._contents.items():
            folder = dirname(path)
            if folder not in folders:
                continue
            if path.endswith(".tf.json"):
                for document in collected.documents(path, raw):
                    made.add(path, folder, terraform.from_json(document))
                continue
            try:
                body = read(raw.decode("utf-8-sig", "replace"))
            except DocumentError as error:
                if _has_evidence(raw):
                    collected.skipped.append(Skipped(path, f"template cannot be read: {error}", error.row))
                continue
            if path.endswith(".tf"):
                made.add(path, folder, body)
            elif basename(path) == "terraform.tfvars" or path.endswith(".auto.tfvars"):
                made.add_settings(folder, body)
        return made


def read(text: str) -> hcl.Body:
    """The blocks of a file that matter here. Raises `DocumentError`.

    Formatted Terraform begins its blocks at the margin, so the others need not be read; a file that does not keep to
    that is read as a whole.
    """
    starts = [match.start() for match in _BLOCK.finditer(text)]
    if not starts:
        return hcl.parse(text)
    made = hcl.Body(1)
    try:
        for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
            if _RELEVANT.match(text, start):
                made.blocks += hcl.parse(text[start:end], text.count("\n", 0, start) + 1).blocks
    except DocumentError:
        return hcl.parse(text)
    return made


def _has_evidence(raw: bytes) -> bool:
    return any(word in raw for word in terraform.EVIDENCE)
