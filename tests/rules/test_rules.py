"""Each rule's documentation is whole, and says what its cases in the corpus show."""

from __future__ import annotations

import ast
import re
from collections import Counter

import pytest

from lambdafix.codemod import HEADINGS, TemplateRule
from lambdafix.project.document import read_documents
from lambdafix.rules import registry, table
from lambdafix.rules.table import Rule
from support.readme import best_answer

RULES = table.read([table.bundled_folder()])
LINE = 120
_NEVER = re.compile(r"Never\b")
_FENCED = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)


@pytest.fixture(params=RULES, ids=lambda rule: rule.code)
def rule(request: pytest.FixtureRequest) -> Rule:
    found = request.param
    assert isinstance(found, Rule)
    return found


def test_no_code_and_no_name_stands_for_two_rules() -> None:
    counted = Counter(word for rule in RULES for word in (rule.code, rule.name))
    assert [word for word, count in counted.items() if count > 1] == []


def test_a_file_is_called_as_its_rule(rule: Rule) -> None:
    assert rule.file.stem == rule.name.replace("-", "_")


def test_the_headings_stand_in_order_and_none_is_empty(rule: Rule) -> None:
    found = table.sections(rule.doc)
    assert [heading for heading, _ in found] == ["", *HEADINGS]
    assert [heading for heading, text in found if not text.strip()] == []


def test_the_summary_is_a_line_of_the_list(rule: Rule) -> None:
    summary = dict(table.sections(rule.doc))[""]
    assert summary.endswith(".")
    assert "\n" not in summary
    assert len(summary) <= LINE


def test_the_examples_can_be_read(rule: Rule) -> None:
    """They are Python, or YAML where the rule looks at templates."""
    parts = dict(table.sections(rule.doc))
    languages = [language for language, _ in _FENCED.findall(parts["Example"])]
    assert languages[:1] == ["yaml" if isinstance(registry.load()[rule.code], TemplateRule) else "python"]
    for heading in ("Example", "Use instead"):
        for language, code in _FENCED.findall(parts[heading]):
            if language == "python":
                ast.parse(code)
            elif language == "yaml":
                assert read_documents(code)


def test_the_references_are_addresses(rule: Rule) -> None:
    lines = dict(table.sections(rule.doc))["References"].splitlines()
    assert all(re.fullmatch(r"- https://[^\s]+", line) for line in lines), lines


def test_the_best_answer_is_the_one_that_cases_get(rule: Rule) -> None:
    """Where the documentation says that no fix is safe no case has one, and where it does not some case has."""
    best = best_answer(rule.code)
    never = bool(_NEVER.match(dict(table.sections(rule.doc))["When the fix is safe"]))
    assert never == (best != "safe")


def test_a_rule_that_never_repairs_has_no_fix(rule: Rule) -> None:
    codemod = registry.load()[rule.code]
    fixes = bool(codemod.remedy)
    assert fixes == (best_answer(rule.code) != "report")
    assert fixes == bool(codemod.remedy)
