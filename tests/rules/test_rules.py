"""Every rule rests on a law, explains itself, and is shown both passing and failing."""

import pkgutil
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import wxmod.rules
from tests.rules.comparisons import Place, ordered, shifted
from tests.rules.situation import HERE, NAMES, subject_and_facts
from wxmod import wording
from wxmod.domain.base import Confidence
from wxmod.domain.operations.operation import Operation
from wxmod.rules import Rule, Severity, check, rules
from wxmod.rules.docs import explain, page
from wxmod.rules.law import LawText, basis, beside, laws

ROOT = Path(__file__).resolve().parents[2]


KEYS = {"name", "set", "finds", "says", "boundary"}
"""``boundary = true``: what the rule compares lies exactly on its threshold."""


def cases(rule: Rule) -> list[dict[str, Any]]:
    """The cases of a rule's file.

    Raises:
        ValueError: a case has a key that nothing reads, which would then test nothing.
    """
    text = (HERE / f"{rule.code}.toml").read_text("utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["case"]
    for case in found:
        if unknown := set(case) - KEYS:
            raise ValueError(f"{rule.code}.toml, {case['name']}: no such key {sorted(unknown)}")
    return found


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


ORDERED = [(rule, place) for rule in rules() for place in ordered(rule)]
# Shifting these changes nothing that could be seen, so no case can lie on their boundary.
NEVER_EQUAL = {
    ("M341", "_gap"): "only chooses words, and is not asked when nothing is missing",
}


@pytest.mark.parametrize(
    "rule", dict.fromkeys(rule for rule, _place in ORDERED), ids=lambda r: r.code
)
def test_a_rule_that_compares_is_shown_on_its_threshold(rule: Rule) -> None:
    """Just inside, on it and just outside: at least three cases, one of them on it."""
    shown = cases(rule)
    assert len(shown) >= 3
    assert any(case.get("boundary") for case in shown)


@pytest.mark.parametrize(
    ("rule", "place"),
    ORDERED,
    ids=lambda each: each.code if isinstance(each, Rule) else f"{each.function}-{each.nth}",
)
def test_a_case_marked_as_the_boundary_lies_on_it(rule: Rule, place: Place) -> None:
    """Every threshold has a marked case whose finding would be another with the threshold on its other side."""
    if (rule.code, place.function) in NEVER_EQUAL:
        pytest.skip(NEVER_EQUAL[rule.code, place.function])
    check_shifted = shifted(rule, place)
    for case in cases(rule):
        subject, facts = subject_and_facts(rule.on, case.get("set", {}))
        if case.get("boundary") and len(list(check_shifted(subject, facts))) != case["finds"]:
            return
    pytest.fail(
        f"{rule.code}: no case on the threshold of {place.function}, comparison {place.nth}"
    )


def test_a_key_nobody_reads_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "S101.toml").write_text(
        '[[case]]\nname = "x"\nbondary = true\nfinds = 0\n', "utf-8"
    )
    monkeypatch.setattr("tests.rules.test_rules.HERE", tmp_path)
    (rule,) = (each for each in rules() if each.code == "S101")
    with pytest.raises(ValueError, match="bondary"):
        cases(rule)


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


TEXTS = [(key, text) for key, texts in laws("cn").items() for text in texts]


@pytest.mark.parametrize(("key", "text"), TEXTS, ids=[f"{key} {text.since}" for key, text in TEXTS])
def test_a_law_is_quoted_or_unread_or_no_law_at_all(key: str, text: LawText) -> None:
    """What is quoted stands in just one article; what nobody read is not called verified; a guess has no number."""
    assert [bool(text.quote), text.unread, text.own].count(True) == 1
    assert "?" not in text.article
    assert text.source.strip()
    if text.own:
        assert text.confidence is Confidence.UNVERIFIED
        assert "条例" not in text.law


def test_a_duty_cites_the_article_that_carries_it() -> None:
    decree = {
        key: text.article
        for key, text in TEXTS
        if "348" in text.law and text.quote and not text.also
    }
    assert decree == {
        "approved-plan": "5",
        "weigh-need-and-effect": "6",
        "approved-sites": "8",
        "train-and-file-crew": "10",
        "clear-airspace": "11",
        "answer-in-time": "11",
        "fire-within-clearance": "12",
        "public-notice": "12",
        "follow-instruction": "12",
        "agree-across-provinces": "14",
        "store-safely": "16",
    }


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("S101", "season-of-the-plan"),
        ("S102", "approved-plan"),
        ("A206", "mind-the-lapse"),
        ("A208", "report-airspace-use"),
        ("A212", "report-airspace-use"),
        ("A232", "mind-the-lapse"),
        ("A233", "report-airspace-use"),
        ("A224", "agree-across-provinces"),
        ("G519", "agree-across-provinces"),
        ("G518", "keep-clear"),
        ("W601", "wind-limit"),
        ("W602", "wind-limit"),
        ("W603", "lightning"),
    ],
)
def test_a_rule_rests_on_its_own_ground(code: str, key: str) -> None:
    assert {rule.code: rule.basis for rule in rules()}[code] == key


def test_the_provincial_regulation_stands_beside_the_decree_from_its_day_on() -> None:
    day = date(2025, 1, 1)
    assert beside("follow-instruction", "cn", day - timedelta(days=1))[-1].article == ""
    assert "山西省" in beside("follow-instruction", "cn", day)[-1].law
    held = basis("follow-instruction", "cn", day)
    assert held
    assert (held.article, "348" in held.law) == ("12", True)


def test_no_workflow_is_older_than_the_paper_that_asks_for_it() -> None:
    assert basis("staged-workflow", "cn", date(2024, 5, 15)) is None
    assert basis("staged-workflow", "cn", date(2024, 5, 16)) is not None


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
