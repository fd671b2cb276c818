"""Thresholds as data, and judging by them.  A missing ingredient is unknown, never "not met"."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from wxmod.domain.base import Confidence, Value
from wxmod.domain.command.processes import Evidence, Verdict
from wxmod.domain.errors import BadInput, UnknownName
from wxmod.domain.explain import explain
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.text import Code, Name, Real, Remark
from wxmod.resources import data
from wxmod.wording import N_, _, language

Bound = Real | tuple[Real, Real]
DIGITS = 3
ROUNDING = 1e-9


class Threshold(Value):
    """One ingredient and what it must be.

    Attributes:
        value: A bound, or both ends for ``between``.
        months: Another bound for some months.
        required: Without it the set is not favourable, whatever the score.
        source_en: The source in English words, where somebody wrote them.
    """

    ingredient: Code
    op: Literal[">=", "<=", "between"]
    value: Bound
    months: Mapping[int, Bound] = Field(default_factory=dict)
    weight: Annotated[Real, Field(gt=0)] = 1
    required: bool = False
    source: Remark = Field(min_length=1)
    source_en: Remark = ""
    confidence: Confidence

    def bound(self, month: int) -> Bound:
        """What holds in a month."""
        return self.months.get(month, self.value)

    def met(self, value: float, month: int) -> bool:
        """Whether *value* satisfies it in a month."""
        bound = self.bound(month)
        if isinstance(bound, tuple):
            return bound[0] <= value <= bound[1]
        return value >= bound if self.op == ">=" else value <= bound

    def said(self, month: int) -> str:
        """The condition as printed."""
        bound = self.bound(month)
        return (
            f"{bound[0]:g} … {bound[1]:g}" if isinstance(bound, tuple) else f"{self.op} {bound:g}"
        )


class Criteria(Value):
    """A named set of thresholds.

    Attributes:
        months: When it applies; empty means all year.
        combine: ``all`` and ``any`` of them, or ``score``: the weighted share met of those known, at least *minimum*.
        drawn_from: The data its thresholds were drawn from; no skill is reported on these.
        caution: What it does not look at and whoever acts on it has to.
    """

    name: Code
    zh: Name
    en: Name
    purpose: Purpose
    region: Name
    months: tuple[int, ...] = ()
    combine: Literal["all", "any", "score"]
    minimum: Annotated[Real, Field(ge=0, le=1)] = 1
    drawn_from: tuple[Code, ...] = ()
    caution: Remark = ""
    caution_en: Remark = ""
    threshold: Annotated[tuple[Threshold, ...], Field(min_length=1)]

    @property
    def rule(self) -> str:
        """How its thresholds combine, in words."""
        if self.combine != "score":
            return _(N_("全部满足")) if self.combine == "all" else _(N_("任一满足"))
        return _(N_("得分不低于 {share:g}，且带 * 者须满足")).format(share=self.minimum)

    @property
    def warning(self) -> str:
        """Its caution in the current language; "" for none."""
        return self.caution if language() == "zh" else self.caution_en or self.caution

    def needed(self, threshold: Threshold) -> bool:
        """Whether without *threshold* it is not favourable, whatever the others say."""
        return self.combine == "all" or (self.combine == "score" and threshold.required)

    @property
    def title(self) -> str:
        """Its name in the current language."""
        return self.zh if language() == "zh" else self.en


class Judgement(Value):
    """One set of criteria held against one column.

    Attributes:
        favourable: None when too little is known to say.
        score: Weighted share met of what is known; None when nothing is.
        limiting: The ingredient that decides against it, "" when favourable.
        caution: What the set does not look at, in the current language.
    """

    criteria: Code
    title: Name
    purpose: Purpose
    favourable: bool | None
    score: float | None
    limiting: str
    evidence: tuple[Evidence, ...]
    area_fraction: float | None = None
    caution: Remark = ""


@cache
def load_criteria(name: str) -> Criteria:
    """The set of that name.

    Raises:
        UnknownName: there is none.
        BadInput: its file does not fit.
    """
    path = data() / "criteria" / f"{name}.toml"
    if not path.is_file() or name == "definitions":
        raise UnknownName(
            N_("判据集"),
            name,
            [c.name for c in list_criteria()],
        )
    told: dict[str, Any] = tomllib.loads(path.read_text("utf-8")) | {"name": name}
    try:
        return Criteria.model_validate(told)
    except ValidationError as error:
        raise BadInput(
            N_("{folder}：{why}"),
            folder=path,
            why=explain(error),
        ) from error


@cache
def list_criteria() -> tuple[Criteria, ...]:
    """Every shipped set, by name."""
    names = sorted(p.stem for p in (data() / "criteria").glob("*.toml") if p.stem != "definitions")
    return tuple(load_criteria(name) for name in names)


@cache
def definition(name: str) -> float:
    """A bound that an ingredient's definition uses, from ``data/criteria/definitions.toml``."""
    told = tomllib.loads((data() / "criteria" / "definitions.toml").read_text("utf-8"))
    return float(told[name]["value"])


def worded(source: str) -> str:
    """A source of a threshold in the current language: records keep the words it was first written in."""
    if language() == "zh":
        return source
    return (
        next(
            (t.source_en for c in list_criteria() for t in c.threshold if t.source == source),
            "",
        )
        or source
    )


def judge(
    ingredients: Mapping[str, float | None],
    gaps: Mapping[str, str],
    criteria: Criteria,
    on: date,
) -> Judgement:
    """Hold *ingredients* against *criteria*; *gaps* says why a missing one is missing."""
    evidence = tuple(
        _evidence(
            t,
            ingredients.get(t.ingredient),
            gaps,
            on.month,
        )
        for t in criteria.threshold
    )
    known = [e for e in evidence if e.verdict is not Verdict.UNKNOWN]
    weight = sum(e.weight for e in known)
    score = (
        round(
            sum(e.weight for e in known if e.verdict is Verdict.MET) / weight,
            DIGITS,
        )
        if weight
        else None
    )
    favourable, limiting = _decided(criteria, evidence, score)
    if criteria.months and on.month not in criteria.months:
        favourable = False
        limiting = _(N_("{month} 月不在适用月份")).format(month=on.month)
    return Judgement(
        criteria=criteria.name,
        title=criteria.title,
        purpose=criteria.purpose,
        favourable=favourable,
        score=score,
        limiting=limiting,
        evidence=evidence,
        caution=criteria.warning,
    )


def _evidence(
    threshold: Threshold,
    value: float | None,
    gaps: Mapping[str, str],
    month: int,
) -> Evidence:
    verdict = (
        Verdict.UNKNOWN
        if value is None
        else Verdict.MET
        if threshold.met(value, month)
        else Verdict.NOT_MET
    )
    return Evidence(
        ingredient=threshold.ingredient,
        value=value,
        threshold=threshold.said(month),
        verdict=verdict,
        reason=gaps.get(threshold.ingredient, "") if value is None else "",
        source=threshold.source,
        confidence=threshold.confidence,
        weight=threshold.weight,
    )


def _decided(
    criteria: Criteria, evidence: Sequence[Evidence], score: float | None
) -> tuple[bool | None, str]:
    """Whether it is favourable, and what speaks against it."""
    required = {t.ingredient for t in criteria.threshold if criteria.needed(t)}
    failed = [e.ingredient for e in evidence if e.verdict is Verdict.NOT_MET]
    unknown = [e.ingredient for e in evidence if e.verdict is Verdict.UNKNOWN]
    if criteria.combine == "any":
        met = any(e.verdict is Verdict.MET for e in evidence)
        return (True, "") if met else (None, unknown[0]) if unknown else (False, failed[0])
    if lacking := [name for name in failed if name in required]:
        return False, lacking[0]
    if missing := [name for name in unknown if name in required]:
        return None, missing[0]
    if score is None or 2 * len(unknown) > len(evidence):
        return None, unknown[0]
    enough = criteria.combine == "all" or score >= criteria.minimum - ROUNDING
    return (True, "") if enough else (False, failed[0])
