"""Thresholds as data, and judging by them.  A missing ingredient is unknown, never "not met"."""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from wxmod.domain.base import Confidence, Value
from wxmod.domain.command.processes import Evidence
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
        where_told: Required only where it can be told; where it cannot, the others decide.
        source_en: The source in English words, where somebody wrote them.
    """

    ingredient: Code
    op: Literal[">=", "<=", "between"]
    value: Bound
    months: Mapping[int, Bound] = Field(default_factory=dict)
    weight: Annotated[Real, Field(gt=0)] = 1
    required: bool = False
    where_told: bool = False
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
        necessary: Whether it tells necessary conditions only, so that meeting them says little.
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
    necessary: bool = False
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

    @property
    def least_score(self) -> float:
        """The least score that can be favourable."""
        if self.combine == "all":
            return 1.0
        if self.combine == "score":
            return float(self.minimum)
        # Any one of them, so the least weight: no other score lies between it and nothing.
        weights = [t.weight for t in self.threshold]
        return round(
            min(weights) / sum(weights),
            DIGITS,
        )

    def needed(self, threshold: Threshold) -> bool:
        """Whether without *threshold* it is not favourable, whatever the others say."""
        return self.combine == "all" or (self.combine == "score" and threshold.required)

    @property
    def title(self) -> str:
        """Its name in the current language."""
        return self.zh if language() == "zh" else self.en


class Judgement(Value):
    """One set of criteria held against one column, or the cells of an area.

    Attributes:
        favourable: None when too little is known to say.
        score: Weighted share met of what is known; None when nothing is.
        limiting: The ingredient that decides against it, "" when favourable.
        area_fraction: Over an area, the favourable share of the cells that can be told.
        known_fraction: Over an area, the share of the cells that can be told.
        necessary: Whether the set tells necessary conditions only.
        members: Of an ensemble, how many forecasts it holds.
        probability: Of an ensemble, the share of those that call it favourable.
        spread: Of an ensemble, the least and greatest mean of each ingredient.
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
    known_fraction: float | None = None
    necessary: bool = False
    members: int | None = None
    probability: float | None = None
    spread: Mapping[str, tuple[float, float]] = Field(default_factory=dict)
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
