"""One file of a CDK program: every call in it, what the names there stand for, and which calls reach a helper."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from lambdafix.analysis.syntax.facts import dotted
from lambdafix.model import Batching
from lambdafix.project.templates.cdk_imports import Sources
from lambdafix.project.templates.python_values import Names, bindings

_SOURCES = ("sqs", "sns", "s3", "dynamo", "kinesis", "kafka", "schedule")
_TARGETS = {
    "HttpLambdaAuthorizer": "authorizer",
    "HttpLambdaIntegration": "api",
    "LambdaDestination": "s3",
    "LambdaFunction": "eventbridge",
    "LambdaIntegration": "api",
    "LambdaProxyIntegration": "api",
    "LambdaRestApi": "api",
    "LambdaSubscription": "sns",
    "Provider": "custom-resource",
    "RequestAuthorizer": "authorizer",
    "TokenAuthorizer": "authorizer",
}
CONSTRUCTS = frozenset(
    {"DockerImageFunction", "Function", "PythonFunction", "SolutionsPythonFunction", "Table", "TableV2"}
)
_CODE_KEYWORDS = frozenset({"code", "code_uri", "entry"})
_Definition = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Use:
    """A call, with what names mean there."""

    call: ast.Call
    names: Names
    function: _Definition | None

    @property
    def constructed(self) -> str:
        """The last part of what is called: "Function"."""
        return last_name(self.call)

    @cached_property
    def keywords(self) -> Mapping[str, ast.expr]:
        return keywords(self.call)

    @property
    def names_code(self) -> bool:
        """Whether its keywords are those of a function's construct, whatever the construct is called."""
        return "handler" in self.keywords and bool(_CODE_KEYWORDS & self.keywords.keys())

    def is_given(self, node: ast.expr | None) -> bool:
        """Whether an expression is a parameter of the function around, or a part of one: others decide its value."""
        head = dotted(node).partition(".")[0] if node is not None else ""
        arguments = self.function.args if self.function else None
        own = {a.arg for a in (*arguments.args, *arguments.kwonlyargs)} if arguments else set()
        return head in own - {"self"}


@dataclass(frozen=True)
class Program:
    """`cwd` is the folder of the program's cdk.json, from the project's root."""

    path: str
    tree: ast.Module
    cwd: str
    sources: Sources

    @cached_property
    def calls(self) -> tuple[Use, ...]:
        """The calls that may construct a function or a table, in order.

        What lies in a helper comes once for each call of the helper in the file.
        """
        relevant = (written for written in self._written if written.constructed in CONSTRUCTS or written.names_code)
        return tuple(use for written in relevant for use in self._uses(written))

    def variable(self, call: ast.Call) -> str:
        """The name a constructed object is given, "" where it has none."""
        return self._targets.get(id(call), "")

    def triggers(self, variable: str) -> tuple[str, ...]:
        """What the file connects to the function that `variable` holds."""
        return tuple(sorted(self._triggers.get(variable, ()))) if variable else ()

    def batching(self, variable: str) -> Batching:
        """What the queues and streams that the file connects to that function say."""
        sources = [source for owner, source in self._sources if owner == variable and _batches(source)]
        given = [{key: ast.unparse(value) for key, value in keywords(source).items()} for source in sources]
        single = bool(given) and all(one.get("batch_size") == "1" for one in given)
        return Batching(single, any(one.get("report_batch_item_failures") == "True" for one in given))

    @cached_property
    def _sources(self) -> tuple[tuple[str, ast.Call], ...]:
        """(function's variable, source) of `function.add_event_source(SqsEventSource(…))`."""
        found = []
        for use in self._written:
            owner, _, last = dotted(use.call.func).rpartition(".")
            if last == "add_event_source" and use.call.args and isinstance(use.call.args[0], ast.Call):
                found.append((owner, use.call.args[0]))
        return tuple(found)

    def _uses(self, written: Use) -> Iterator[Use]:
        function = written.function
        callers = self._callers.get(function.name, []) if function is not None else []
        callers = [use for use in callers if use.function is not function]
        if function is None or not callers:
            yield written
            return
        parameters = [argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)]
        for caller in callers:
            arguments = _bound(parameters, caller)
            yield replace(written, names=replace(written.names, arguments=arguments))

    @cached_property
    def _callers(self) -> Mapping[str, list[Use]]:
        found: dict[str, list[Use]] = {}
        for use in self._written:
            found.setdefault(dotted(use.call.func).removeprefix("self."), []).append(use)
        return found

    @cached_property
    def _written(self) -> tuple[Use, ...]:
        nodes = list(ast.walk(self.tree))
        members = [member for node in nodes if isinstance(node, ast.ClassDef) for member in node.body]
        shared = bindings(members) | bindings(filter(_sets_attribute, nodes)) | bindings(self.tree.body)
        found: list[Use] = []
        top = Names(self.path, shared, {}, self.cwd, self.sources.importer(self.path, self.tree, self.cwd))
        stack: list[tuple[ast.AST, Names, _Definition | None]] = [(self.tree, top, None)]
        while stack:
            node, names, function = stack.pop()
            if isinstance(node, ast.Call):
                found.append(Use(node, names, function))
            elif isinstance(node, _Definition):
                names, function = replace(names, bindings={**names.bindings, **bindings(ast.walk(node))}), node
            stack += [(child, names, function) for child in ast.iter_child_nodes(node)]
        return tuple(sorted(found, key=lambda use: (use.call.lineno, use.call.col_offset)))

    @cached_property
    def _targets(self) -> Mapping[int, str]:
        return {id(node.value): dotted(node.targets[0]) for node in ast.walk(self.tree) if isinstance(node, ast.Assign)}

    @cached_property
    def _triggers(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = {}
        for use in self._written:
            owner, _, last = dotted(use.call.func).rpartition(".")
            if last == "add_event_source" and use.call.args and isinstance(use.call.args[0], ast.Call):
                source = last_name(use.call.args[0]).lower()
                kind = next((name for name in _SOURCES if name in source), "unknown")
                found.setdefault(owner, set()).add("dynamodb" if kind == "dynamo" else kind)
            elif last in _TARGETS:
                for argument in (*use.call.args, *use.keywords.values()):
                    if isinstance(argument, (ast.Name, ast.Attribute)):
                        found.setdefault(dotted(argument), set()).add(_TARGETS[last])
        return found


def keywords(call: ast.Call) -> dict[str, ast.expr]:
    return {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}


def _batches(source: ast.Call) -> bool:
    return last_name(source).startswith(("Sqs", "Kinesis", "Dynamo", "ManagedKafka", "SelfManagedKafka"))


def last_name(call: ast.Call) -> str:
    return dotted(call.func).rpartition(".")[2]


def _sets_attribute(node: ast.AST) -> bool:
    """`self.x = …`, which every method sees."""
    return isinstance(node, ast.Assign) and dotted(node.targets[0]).startswith("self.")


def _bound(parameters: list[str], caller: Use) -> dict[str, str]:
    if parameters[:1] == ["self"]:
        parameters = parameters[1:]
    pairs = [*zip(parameters, caller.call.args, strict=False), *caller.keywords.items()]
    return {name: value for name, node in pairs if (value := caller.names.text(node)) is not None}
