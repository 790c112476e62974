"""Takes a credential out of the code, and writes the getter that reads it where the configuration says."""

from __future__ import annotations

import libcst as cst

from lambdafix.analysis.program.module import Module
from lambdafix.analysis.startup.import_order import NEVER
from lambdafix.families.secrets.removal import Removal, clients_of
from lambdafix.rewrite.patch import FilePatch, Patch

_MINUTES = 5


def carry_out(plan: Removal, module: Module, patch: Patch) -> None:
    """Raises `Unlocatable` where a place is not found, `Unplaceable` where the getter has none."""
    file = patch.file(module.path)
    for span, variable in plan.look_ups:
        read = file.parse_expression(f"{_member(module, file, 'os', 'environ')}[{file.quote(variable)}]")
        file.replace(file.node(span, cst.Call), read)
    if plan.literals or plan.reads:
        call = f"{_Getter(plan, module, file).added()}()"
        called = file.parse_expression(call)
        for literal, before in plan.literals:
            new = file.parse_expression(f'f"{before}{{{call}}}"') if before else called
            file.replace(file.node(literal, cst.BaseExpression), new)  # type: ignore[type-abstract]
        for use in plan.reads:
            file.replace(file.node(use, cst.Name), called)
    for constant, name in zip(plan.constants, plan.names, strict=True):
        file.remove(file.statement(constant))
        file.unbind("", name)


def _member(module: Module, file: FilePatch, owner: str, name: str) -> str:
    """`os.environ`, or `environ` where the file imports that by itself."""
    imports = module.program.files[module.path].imports
    if any((one.module, one.name) == (owner, name) for one in imports):
        return file.ensure_import(owner, name)
    return f"{file.ensure_import(owner)}.{name}"


class _Getter:
    def __init__(self, plan: Removal, module: Module, file: FilePatch) -> None:
        self._plan = plan
        self._module = module
        self._file = file
        self._above = plan.first_row or NEVER
        self._noun = "_".join(plan.words)

    def added(self) -> str:
        """The name of the getter, which now stands in the file."""
        file, noun = self._file, self._noun
        name = file.fresh_name(f"get_{noun}", f"fetch_{noun}")
        value = self._value()
        if self._plan.is_kept and self._asks_again:
            slot = f"{_member(self._module, file, 'time', 'time')}() // {_MINUTES * 60}"
            read = file.fresh_name(f"read_{noun}", f"load_{noun}")
            cache = file.ensure_import("functools", "lru_cache")
            self._add(f"@{cache}(maxsize=1)\ndef {read}(ttl_slot):\n    return {value}")
            value = f"{read}({slot})"
        self._add(f"def {name}():\n    return {value}")
        return name

    @property
    def _store(self) -> str:
        return self._module.config.secrets

    @property
    def _asks_again(self) -> bool:
        """Whether each reading is a call of AWS."""
        return self._store != "environment" and not self._has_powertools

    @property
    def _has_powertools(self) -> bool:
        imports = self._module.program.files[self._module.path].imports
        return any(one.module.split(".")[0] == "aws_lambda_powertools" for one in imports)

    def _value(self) -> str:
        file, key = self._file, self._file.quote(self._plan.key)
        if self._store == "environment":
            return f"{_member(self._module, file, 'os', 'environ')}[{key}]"
        if self._has_powertools:
            parameters = "aws_lambda_powertools.utilities.parameters"
            age = f", max_age={_MINUTES * 60}" if self._plan.is_kept else ", force_fetch=True"
            if self._store == "parameter-store":
                return f"{file.ensure_import(parameters, 'get_parameter')}({key}, decrypt=True{age})"
            return f"{file.ensure_import(parameters, 'get_secret')}({key}{age})"
        if self._store == "parameter-store":
            client = self._client("ssm", "ssm", "ssm_client")
            return f'{client}.get_parameter(Name={key}, WithDecryption=True)["Parameter"]["Value"]'
        client = self._client("secretsmanager", "secrets_manager", "secrets_manager_client")
        return f'{client}.get_secret_value(SecretId={key})["SecretString"]'

    def _client(self, service: str, *names: str) -> str:
        if (existing := clients_of(self._module).get(service)) is not None:
            return existing
        name = self._file.fresh_name(*names)
        boto3 = self._file.ensure_import("boto3")
        self._add(f"{name} = {boto3}.client({self._file.quote(service)})")
        return name

    def _add(self, code: str) -> None:
        self._file.add_to_module(code, above=self._above)
