"""Which functions are handlers: from templates as the runtime resolves them, from the code, and from its shape."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path

import pytest

from lambdafix.analysis.program.program import Program
from lambdafix.model import Confidence, HandlerEntry
from lambdafix.project.files import discover
from lambdafix.project.handlers import find_handlers
from support.projects import HANDLER, facts, index, names, templates, write


def sam(handler: str, folder: str = ".", extra: str = "") -> str:
    properties = f"Handler: {handler}, Runtime: python3.12, CodeUri: {folder}{extra}"
    return f"Resources: {{Fn: {{Type: 'AWS::Serverless::Function', Properties: {{{properties}}}}}}}\n"


def entry(files: Mapping[str, str], root: Path) -> HandlerEntry:
    (one,) = index(write(root, files)).entries
    return one


class TestResolution:
    @pytest.mark.parametrize(
        ("handler", "folder", "file", "root"),
        [
            ("app.handler", "src", "src/app.py", "src"),
            ("src/app.handler", ".", "src/app.py", ""),
            ("src.app.handler", ".", "src/app.py", ""),
            ("app.handler", "src", "src/app/__init__.py", "src"),
            ("app.handler", "missing", "app.py", ""),
            ("app.handler", "build", "src/app.py", "src"),
            ("fns/app.handler", "s3://b/k", "backend/fns/app.py", "backend"),
        ],
    )
    def test_the_runtimes_way(self, handler: str, folder: str, file: str, root: str, tmp_path: Path) -> None:
        found = entry({"template.yaml": sam(handler, folder), file: HANDLER}, tmp_path)

        assert (found.path, found.function, found.root) == (file, "handler", root)
        assert (found.confidence, found.how, found.declared_in) == (Confidence.TEMPLATE, "sam", "template.yaml:1")

    def test_any_function_of_any_shape(self, tmp_path: Path) -> None:
        found = entry({"template.yaml": sam("app.hello"), "app.py": "def hello(*args): pass\n"}, tmp_path)

        assert found.function == "hello"

    @pytest.mark.parametrize(
        ("app", "path", "function"),
        [
            ("from core.main import run as handler", "core/main.py", "run"),
            ("from core.main import *", "core/main.py", "handler"),
            ("from core import main\nhandler = main.run", "core/main.py", "run"),
            ("def _go(event, context): pass\nhandler = _go", "app.py", "_go"),
            ("def _go(event, context): pass\nhandler = wrap(_go)", "app.py", "_go"),
            ("from core.main import run\nhandler = sentry(tracer.wrap(run), 1)", "core/main.py", "run"),
            ("def handler(event, context): pass\nhandler = wrap(handler)", "app.py", "handler"),
            ("class S:\n    def go(self, e, c): pass\ns = S()\nhandler = s.go", "app.py", "S.go"),
            ("class S:\n    def go(self, e, c): pass\nhandler = S().go", "app.py", "S.go"),
            ("from core.main import S\ns = S()\nhandler = s.go", "core/main.py", "S.go"),
            (
                "from fastapi import FastAPI\nfrom mangum import Mangum\nhandler = Mangum(FastAPI())",
                "app.py",
                "handler",
            ),
            ("handler = lambda event, context: None", "app.py", "handler"),
            ("from somewhere_else import handler", "app.py", "handler"),
            (
                "try:\n    from fast import handler\nexcept ImportError:\n    def handler(e, c): pass",
                "app.py",
                "handler",
            ),
        ],
    )
    def test_what_the_name_leads_to(self, app: str, path: str, function: str, tmp_path: Path) -> None:
        core = "class S:\n    def go(self, e, c): pass\ndef run(e, c): pass\ndef handler(e, c): pass\n"
        files = {
            "template.yaml": sam("app.handler"),
            "app.py": app + "\n",
            "core/__init__.py": "",
            "core/main.py": core,
        }
        declared = [one for one in index(write(tmp_path, files)).entries if one.confidence is Confidence.TEMPLATE]

        assert [(one.path, one.function) for one in declared] == [(path, function)]

    @pytest.mark.parametrize(
        ("wrapper", "variable"),
        [
            ("datadog_lambda.handler.handler", "DD_LAMBDA_HANDLER"),
            ("newrelic_lambda_wrapper.handler", "NEW_RELIC_LAMBDA_HANDLER"),
            ("sentry_sdk.integrations.init_serverless_sdk.sentry_lambda_handler", "SENTRY_INITIAL_HANDLER"),
        ],
    )
    def test_a_vendors_wrapper_hides_the_handler_in_a_variable(
        self, wrapper: str, variable: str, tmp_path: Path
    ) -> None:
        extra = f", Environment: {{Variables: {{{variable}: app.handler}}}}"

        assert entry({"template.yaml": sam(wrapper, extra=extra), "app.py": HANDLER}, tmp_path).path == "app.py"

    @pytest.mark.parametrize(
        ("handler", "reason"),
        [
            ("app.missing", "app.py has no 'missing'"),
            ("nowhere.handler", "no file nowhere.py"),
            ("handler", "names no function"),
            ("app.", "names no function"),
            ("!ImportValue X", "cannot be told"),
        ],
    )
    def test_what_is_not_resolved_says_why(self, handler: str, reason: str, tmp_path: Path) -> None:
        found = index(write(tmp_path, {"template.yaml": sam(handler), "app.py": HANDLER}))

        assert [one.declared_in for one in found.unresolved] == ["template.yaml:1"]
        assert reason in found.unresolved[0].reason

    def test_links_within_the_tree_are_followed(self, tmp_path: Path) -> None:
        write(tmp_path, {"template.yaml": sam("app.handler", "fn"), "shared/app.py": HANDLER, "fn/x.txt": ""})
        (tmp_path / "fn/app.py").symlink_to("../shared/app.py")

        assert names(index(tmp_path)) == ["shared/app.py:handler"]

    def test_of_several_files_the_one_named_like_the_function(self, tmp_path: Path) -> None:
        resource = (
            "{Type: 'AWS::Lambda::Function', Properties: {Handler: index.handler, Runtime: python3.12, Code: %s}}"
        )
        code = "{S3Bucket: b, S3Key: 'lambda/%s.zip'}"
        lines = [f"  {name}: {resource % (code % key)}\n" for name, key in (("A", "load_orders"), ("B", "none"))]
        files = {f"lambda/{name}/index.py": HANDLER for name in ("load_orders", "load_users", "create_user")}
        found = index(write(tmp_path, {"cfn/t.yaml": "Resources:\n" + "".join(lines), **files}))

        declared = [one.path for one in found.entries if one.confidence is Confidence.TEMPLATE]
        assert declared == ["lambda/load_orders/index.py"]
        assert [one.name for one in found.unresolved] == ["B"]

    def test_a_common_name_far_away_is_no_match(self, tmp_path: Path) -> None:
        write(tmp_path, {"a/b/c/template.yaml": sam("app.handler", "s3://b/k"), "other/x/app.py": HANDLER})

        assert [one.handler for one in index(tmp_path).unresolved] == ["app.handler"]

    def test_without_a_runtime_javascript_is_no_python(self, tmp_path: Path) -> None:
        text = 'resource "aws_lambda_function" "f" {\n  handler = "app.handler"\n  filename = "fn/x.zip"\n}\n'
        found = index(write(tmp_path, {"main.tf": text, "fn/app.js": ""}))

        assert found.unresolved == ()

    def test_a_file_without_facts_counts_as_one_that_exists(self, tmp_path: Path) -> None:
        write(tmp_path, {"template.yaml": sam("app.go"), "app.py": "def go(a, b): pass\n"})
        found = find_handlers(discover(tmp_path), templates(tmp_path), {})

        assert names(found) == ["app.py:go"]


class TestIndex:
    def test_roots_are_the_deployment_folders_above_a_file_nearest_first(self, tmp_path: Path) -> None:
        text = sam("fn.app.handler", "services") + "---\n" + sam("app.handler", "services/fn")
        write(tmp_path, {"template.yaml": text, "services/fn/app.py": HANDLER, "services/db.py": "", "x.py": ""})
        found = index(tmp_path)

        assert found.roots == {"services/fn/app.py": ("services/fn", "services"), "services/db.py": ("services",)}

    def test_two_templates_that_disagree_both_count_and_a_note_says_so(self, tmp_path: Path) -> None:
        write(tmp_path, {"dev.yaml": sam("app.one"), "prod.yaml": sam("app.two")})
        write(tmp_path, {"app.py": "def one(e, c): pass\ndef two(e, c): pass\n"})
        found = index(tmp_path)

        assert names(found) == ["app.py:one", "app.py:two"]
        assert found.notes == ("dev.yaml:1 and prod.yaml:1 disagree: Fn has handler app.one and app.two; both count",)

    def test_templates_of_different_folders_do_not_disagree(self, tmp_path: Path) -> None:
        write(tmp_path, {"a/t.yaml": sam("app.one"), "b/t.yaml": sam("app.two")})

        assert index(tmp_path).notes == ()

    def test_triggers_of_all_declarations_and_of_decorators_are_kept(self, tmp_path: Path) -> None:
        events = ", Events: {A: {Type: SQS}, B: {Type: Api}}"
        found = entry({"template.yaml": sam("app.handler", extra=events), "app.py": HANDLER}, tmp_path)

        assert found.trigger == "api+sqs"

    def test_a_template_overrides_the_signature(self, tmp_path: Path) -> None:
        found = entry({"template.yaml": sam("app.handler"), "app.py": HANDLER}, tmp_path)

        assert found.confidence is Confidence.TEMPLATE

    def test_entries_are_in_order_whatever_the_order_of_the_facts(self, tmp_path: Path) -> None:
        write(tmp_path, {"b.py": HANDLER, "a.py": HANDLER, "c/d.py": HANDLER})
        found = discover(tmp_path)
        known = facts(tmp_path, found.python)
        declared = templates(tmp_path)

        there = find_handlers(found, declared, known)
        back = find_handlers(found, declared, dict(reversed(list(known.items()))))

        assert there.entries == back.entries
        assert names(there) == ["a.py:handler", "b.py:handler", "c/d.py:handler"]


DECORATED = [
    ("@logger.inject_lambda_context(log_event=True)\ndef go(x, y): pass", "go", "decorator", "unknown"),
    ("@event_source(data_class=SQSEvent)\ndef go(event, c): pass", "go", "decorator", "unknown"),
    ("@tracer.capture_lambda_handler\n@metrics.log_metrics\ndef go(event, c): pass", "go", "decorator", "unknown"),
    ("@event_parser(model=M)\ndef go(event: M, c): pass", "go", "decorator", "unknown"),
    ("helper = CfnResource()\n@helper.create\ndef made(e, c): pass", "made", "decorator", "custom-resource"),
    ("app = Chalice(app_name='x')\n@app.route('/')\ndef root(): pass", "root", "chalice", "api"),
    ("app = Chalice(app_name='x')\n@app.on_sqs_message('q')\ndef take(event): pass", "take", "chalice", "sqs"),
    ("app = Chalice(app_name='x')\n@app.schedule(Rate(1))\ndef tick(event): pass", "tick", "chalice", "schedule"),
    ("asgi = Mangum(app)", "asgi", "wrapper", "api"),
    ("sb = SkillBuilder()\nskill = sb.lambda_handler()", "skill", "wrapper", "alexa"),
]


@pytest.mark.parametrize(("app", "function", "how", "trigger"), DECORATED)
def test_what_the_code_says(app: str, function: str, how: str, trigger: str, tmp_path: Path) -> None:
    found = entry({"app.py": app + "\n"}, tmp_path)

    assert (found.function, found.how, found.trigger) == (function, how, trigger)
    assert found.confidence is Confidence.CODE


@pytest.mark.parametrize(
    "app",
    [
        "def lambda_handler(event, context): pass",
        "def handler(event, _): pass",
        "def main(event, context): pass",
        "def process(_event, _context): pass",
        "def get_product(event, ctx): pass",
        "def handler(_, __): pass",
        "def lambda_handler(evt, lambda_context): pass",
        "def lambda_handler(data, context): pass",
        "async def handler(event, context): pass",
        "def handler(event, context, client=None): pass",
        "def handler(event, context=None): pass",
    ],
)
def test_the_signature_of_a_handler(app: str, tmp_path: Path) -> None:
    found = entry({"app.py": app + "\n"}, tmp_path)

    assert (found.how, found.confidence) == ("signature", Confidence.SHAPE)


@pytest.mark.parametrize(
    ("path", "app"),
    [
        ("app.py", "handler = logging.StreamHandler()"),
        ("app.py", "def handler(request): pass"),
        ("app.py", "def handler(event, context, extra): pass"),
        ("app.py", "def on_click(event, widget): pass"),
        ("app.py", "def add(a, b): pass"),
        ("app.py", "def _helper(event, context): pass"),
        ("app.py", "class A:\n    def handler(self, event, context): pass"),
        ("app.py", "def outer():\n    def handler(event, context): pass"),
        ("tests/test_app.py", "def handler(event, context): pass"),
        ("test_app.py", "def lambda_handler(event, context): pass"),
        ("runbooks/stop.py", "def script_handler(events, context): pass"),
        ("app.py", "def script_handler(events, context): pass"),
        ("app.py", "@app.route('/')\ndef root(): pass"),
        ("app.py", "from flask import Blueprint\nbp = Blueprint('x')\n@bp.route('/')\ndef root(): pass"),
    ],
)
def test_what_has_the_shape_of_a_handler_and_is_none(path: str, app: str, tmp_path: Path) -> None:
    assert names(index(write(tmp_path, {path: app + "\n"}))) == []


def test_a_function_that_the_handler_passes_its_arguments_to_is_a_helper(tmp_path: Path) -> None:
    app = "def route(event, context): pass\ndef handler(event, context):\n    return route(event, context)\n"

    assert names(index(write(tmp_path, {"app.py": app}))) == ["app.py:handler"]


def test_an_imported_function_that_a_handler_calls_is_a_helper(tmp_path: Path) -> None:
    write(
        tmp_path, {"routes.py": "def orders(event, context): pass\n", "jobs.py": "def handler(event, context): pass\n"}
    )
    write(tmp_path, {"app.py": "from routes import orders\ndef handler(event, context):\n    orders(event, context)\n"})

    assert names(index(tmp_path)) == ["app.py:handler", "jobs.py:handler"]


def test_requests_reach_what_is_registered_on_the_object_behind_a_handler(tmp_path: Path) -> None:
    app = """
        class Launch:
            def handle(self, request): work()
        def work(): pass
        skill = SkillBuilder()
        skill.add_request_handler(Launch())
        handler = skill.lambda_handler()
        """
    found = index(write(tmp_path, {"app.py": app}))
    program = Program(facts(tmp_path, ("app.py",)), found.entries)

    reach = program.reach("app.py", "work")
    assert reach is not None
    assert reach.call_path == ("app.handler", "app.skill", "app.Launch.handle", "app.work")


def test_values_are_frozen(tmp_path: Path) -> None:
    found = index(write(tmp_path, {"app.py": HANDLER}))

    with pytest.raises(dataclasses.FrozenInstanceError):
        found.entries = ()  # type: ignore[misc]
