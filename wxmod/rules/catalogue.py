"""Declaring rules, running them, and what they find.

A rule is a pure function of a subject and the `Facts` about it.  Its code is a letter for the matter (S season,
A airspace, M munitions, R readiness, G geometry and safety, W weather, D documents and deadlines,
P planning and command) and three digits;
a code is never used again for another rule.  The name tells the fault found, so that "waive firing-outside-season"
reads right.  The law it rests on is a key into ``data/law``; the text of laws never stands in code.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from wxmod.domain.visible import visible
from wxmod.rules.facts import Facts
from wxmod.wording import N_, Term, _


class Severity(Term):
    """What a finding does to an intent; a fact is recorded whatever is found."""

    BLOCK = "block", N_("禁止")
    WARN = "warn", N_("警告")
    NOTE = "note", N_("提示")


class Found(NamedTuple):
    """One fault: the dotted field it is about, and the values its message names."""

    field: str
    details: dict[str, object]


def found(at: str, /, **details: object) -> Found:
    """A fault at field *at*."""
    return Found(at, details)


@dataclass(frozen=True)
class Rule:
    """A check with everything a lawyer and a duty officer need to know of it.

    Attributes:
        on: Class of the subjects it judges.
        message: Chinese sentence with named fields.
        why: What the rule protects.
        remedy: What the user can do about a finding.
        basis: Key into the law file.
    """

    code: str
    name: str
    on: type
    severity: Severity
    message: str
    why: str
    remedy: str
    basis: str
    check: Callable[[Any, Facts], Iterator[Found]] = field(repr=False)


class Late(NamedTuple):
    """Why a finding depends on what was entered afterwards (补记).

    Attributes:
        about: The moment the late entry is about.
        recorded_at: When it was entered.
        lifted: The finding held by what was known when the operation was recorded, and would not by what is known now;
            else it is the other way round.
    """

    about: datetime
    recorded_at: datetime
    lifted: bool

    def as_dict(self) -> dict[str, object]:
        """Both times as `--json` prints them."""
        return {
            "about": self.about.isoformat(),
            "recorded_at": self.recorded_at.isoformat(),
            "lifted": self.lifted,
        }


_LIFTED = N_(
    "{message}（补记：{about:%m-%d %H:%M} 的事 {recorded:%m-%d %H:%M} 才登记，记录作业时此项成立）"
)
_ADDED = N_(
    "{message}（补记：{about:%m-%d %H:%M} 的事 {recorded:%m-%d %H:%M} 才登记，记录作业时还不知道）"
)


MENDED_BY_ENTERING = frozenset({"D721", "D722", "M301", "M302"})
"""Rules about what the record lacked, not about what was done: entering it mends them, and a note of it stays."""


@dataclass(frozen=True)
class Finding:
    """What a rule found in one subject (校验结果).

    Attributes:
        late: Why it depends on something entered afterwards; None where it does not.
    """

    rule: Rule
    field: str
    details: Mapping[str, object]
    late: Late | None = None

    @property
    def code(self) -> str:
        return self.rule.code

    @property
    def severity(self) -> Severity:
        """As the rule has it; nothing entered afterwards makes what was lawful then unlawful."""
        if self.late and (not self.late.lifted or self.code in MENDED_BY_ENTERING):
            return Severity.NOTE
        return self.rule.severity

    @property
    def message(self) -> str:
        """The fault in the current language, safe to show."""
        details = {name: _worded(value) for name, value in self.details.items()}
        message = _(self.rule.message).format(**details)
        if self.late:
            wording = _(_LIFTED if self.late.lifted else _ADDED)
            about, recorded = self.late.about, self.late.recorded_at
            message = wording.format(message=message, about=about, recorded=recorded)
        return visible(message)

    def as_dict(self) -> dict[str, object]:
        """The finding as `--json` prints it."""
        return {
            "code": self.code,
            "name": self.rule.name,
            "severity": self.severity.value,
            "field": self.field,
            "message": self.message,
            "remedy": _(self.rule.remedy),
            "basis": self.rule.basis,
            "late": self.late.as_dict() if self.late else None,
        }


def _worded(value: object) -> object:
    return value.label if isinstance(value, Term) else value


_RULES: dict[str, Rule] = {}
_ON: dict[type, tuple[Rule, ...]] = {}
"""The rules by the class they are about, found once for each."""
Check = TypeVar("Check", bound=Callable[[Any, Facts], Iterator[Found]])


def rule(
    code: str,
    name: str,
    *,
    on: type,
    severity: Severity,
    message: str,
    why: str,
    remedy: str,
    basis: str,
) -> Callable[[Check], Check]:
    """Declare the function below as the rule *code*.

    Raises:
        ValueError: the code or name is taken.
    """

    def declare(check: Check) -> Check:
        if code in _RULES or any(r.name == name for r in _RULES.values()):
            raise ValueError(f"rule {code} {name}: code or name already taken")
        _RULES[code] = Rule(code, name, on, severity, message, why, remedy, basis, check)
        _ON.clear()
        return check

    return declare


def rules() -> tuple[Rule, ...]:
    """Every rule, by code."""
    return tuple(_RULES[code] for code in sorted(_RULES))


def _rules_on(subject: type) -> tuple[Rule, ...]:
    """The rules for a class, by code."""
    if subject not in _ON:
        _ON[subject] = tuple(each for each in rules() if issubclass(subject, each.on))
    return _ON[subject]


def check(
    subject: object, facts: Facts, codes: Collection[str] | None = None
) -> tuple[Finding, ...]:
    """What the rules for subjects of this class find, the gravest first, then by code.

    Args:
        codes: Only these rules; all, if not given.
    """
    findings = []
    for each in _rules_on(type(subject)):
        if codes is None or each.code in codes:
            findings += [Finding(each, f.field, f.details) for f in each.check(subject, facts)]
    return tuple(sorted(findings, key=_gravity))


def _gravity(finding: Finding) -> tuple[int, str, str]:
    return list(Severity).index(finding.severity), finding.code, finding.field
