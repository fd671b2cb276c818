"""Every rule rests on a law, explains itself, and is shown both passing and failing."""

import pkgutil
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import wxmod.rules
from tests.rules.situation import HERE, NAMES, subject_and_facts
from wxmod import wording
from wxmod.domain.operations.operation import Operation
from wxmod.rules import Rule, Severity, check, rules
from wxmod.rules.docs import explain, page
from wxmod.rules.law import laws

ROOT = Path(__file__).resolve().parents[2]


def cases(rule: Rule) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = tomllib.loads((HERE / f"{rule.code}.toml").read_text("utf-8"))[
        "case"
    ]
    return told


ALL = [
    (rule, case)
    for rule in rules()
    if (HERE / f"{rule.code}.toml").exists()
    for case in cases(rule)
]


@pytest.mark.parametrize(
    ("rule", "case"),
    ALL,
    ids=lambda x: x.code if isinstance(x, Rule) else x["name"],
)
def test_a_case_finds_what_it_says(rule: Rule, case: dict[str, Any]) -> None:
    subject, facts = subject_and_facts(rule.on, case.get("set", {}))
    found = [f for f in check(subject, facts) if f.code == rule.code]
    assert len(found) == case["finds"]
    if "says" in case:
        assert case["says"] in found[0].message
    for finding in found:
        assert finding.field
        assert "{" not in finding.message


@pytest.mark.parametrize("rule", rules(), ids=lambda r: r.code)
def test_a_rule_is_shown_passing_and_failing(rule: Rule) -> None:
    assert {bool(case["finds"]) for case in cases(rule)} == {True, False}


@pytest.mark.parametrize("rule", rules(), ids=lambda r: r.code)
def test_a_rule_explains_itself_in_both_languages(rule: Rule) -> None:
    told = {}
    for code in wording.LANGUAGES:
        wording.use(code)
        told[code] = explain(rule, "cn", date(2024, 7, 1))
    wording.use("zh")
    assert rule.code in told["zh"]
    assert told["zh"] != told["en"]


@pytest.mark.parametrize("kind", list(NAMES))
def test_the_base_situation_breaks_no_rule(kind: type) -> None:
    subject, facts = subject_and_facts(kind, {})
    assert [f.message for f in check(subject, facts)] == []


def test_every_basis_has_its_law_and_no_law_is_idle() -> None:
    assert {rule.basis for rule in rules()} == set(laws("cn"))


def test_every_file_of_rules_is_registered() -> None:
    machinery = {"catalogue", "facts", "law", "docs", "waivers"}
    files = {
        module.name
        for module in pkgutil.walk_packages(wxmod.rules.__path__, "wxmod.rules.")
        if not module.ispkg and module.name.rpartition(".")[2] not in machinery
    }
    assert {rule.check.__module__ for rule in rules()} == files


def test_no_case_file_is_left_over() -> None:
    assert {p.stem for p in HERE.glob("[A-Z]*.toml")} == {rule.code for rule in rules()}


def test_findings_come_gravest_first_whatever_the_order_of_rules() -> None:
    subject, facts = subject_and_facts(
        Operation, {"operation.process": "-", "operation.clearance": "-"}
    )
    gravity = list(Severity)
    found = [gravity.index(f.severity) for f in check(subject, facts)]
    assert len(set(found)) > 1
    assert found == sorted(found)


def test_the_page_of_rules_is_the_registry() -> None:
    assert (ROOT / "docs" / "rules.md").read_text("utf-8") == page("cn")
