"""The one way to a verdict: each cell by its thresholds, an area by its cells.

`hold` judges any number of cells at once and one column as a field of one cell; `decided` says when enough cells of an
area can be told, and enough of those are favourable.  Everything that says favourable or not asks these two: a
sounding, a county, the hours of a grid, processes, maps.  A mean over cells is shown, and decides nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wxmod.domain.base import Value
from wxmod.domain.command.processes import Evidence, Verdict
from wxmod.weather.judging.criteria import (
    DIGITS,
    ROUNDING,
    Criteria,
    Judgement,
    Threshold,
    definition,
)
from wxmod.wording import N_, _

Codes = NDArray[np.int8]
Floats = NDArray[np.float64]
UNKNOWN, NO, YES = -1, 0, 1
NOTHING, OUT_OF_SEASON = -1, -2
PLACES = 4
"""Decimal places an ingredient is told to, as `wxmod.weather.columns.ingredients.of`."""
SAYS: dict[int, bool | None] = {YES: True, NO: False, UNKNOWN: None}
VERDICTS = {
    YES: Verdict.MET,
    NO: Verdict.NOT_MET,
    UNKNOWN: Verdict.UNKNOWN,
}


class Held(NamedTuple):
    """What a set says of cells ``(time, ...)``.

    Attributes:
        favourable: 1 yes, 0 no, -1 cannot be told.
        score: Weighted share met of what is known; NaN where nothing is.
        limiting: Which of the set's thresholds decides against it, -1 none, -2 the month.
    """

    favourable: Codes
    score: Floats
    limiting: Codes


class Limits(NamedTuple):
    """When an area is favourable.

    Attributes:
        area_min: Least favourable share of the cells that can be told.
        known_min: Least share of the cells that must be told, before anything is said of the area.
    """

    area_min: float
    known_min: float


class OverArea(Value):
    """What the cells of an area say together.

    Attributes:
        favourable: None where too few cells can be told.
        area_fraction: Favourable share of the cells that can be told; None where none can.
        known_fraction: Share of the cells that can be told.
        score: Mean over the favourable cells where it is favourable, else over all that have one.
        limiting: What decides in most of the cells that decide against it, as in `Held`.
    """

    favourable: bool | None
    area_fraction: float | None
    known_fraction: float
    score: float | None
    limiting: int


def limits(area_min: float) -> Limits:
    """*area_min* as the programme says, and how many cells must be told, from ``definitions.toml``."""
    return Limits(area_min, definition("known_share_min"))


def hold(values: Mapping[str, Floats], criteria: Criteria, days: Sequence[date]) -> Held:
    """Hold *values* ``(time, ...)`` by name against *criteria*, each time by its own day."""
    verdicts = np.stack([met(values, each, days) for each in criteria.threshold])
    score = _score(verdicts, criteria)
    favourable, limiting = _decided(verdicts, score, criteria)
    if criteria.months:
        out = np.array([day.month not in criteria.months for day in days])
        favourable[out], limiting[out] = NO, OUT_OF_SEASON
    return Held(favourable, score, limiting)


def met(values: Mapping[str, Floats], threshold: Threshold, days: Sequence[date]) -> Codes:
    """What each cell says of one threshold."""
    shape = next(iter(values.values())).shape if values else (len(days),)
    if threshold.ingredient not in values:
        return np.full(shape, UNKNOWN, np.int8)
    given = values[threshold.ingredient].astype(float).round(PLACES)
    found = np.stack(
        [_met(each, threshold, day.month) for each, day in zip(given, days, strict=True)]
    )
    return np.where(
        np.isfinite(given),
        found,
        UNKNOWN,
    ).astype(np.int8)


def _met(values: Floats, threshold: Threshold, month: int) -> NDArray[np.bool_]:
    bound = threshold.bound(month)
    if isinstance(bound, tuple):
        return np.asarray((values >= bound[0]) & (values <= bound[1]))
    return np.asarray(values >= bound if threshold.op == ">=" else values <= bound)


def _along(numbers: Sequence[float] | Sequence[bool], like: Codes) -> NDArray[np.generic]:
    """One number a threshold, to be held against every cell."""
    return np.asarray(numbers).reshape((-1,) + (1,) * (like.ndim - 1))


def _score(verdicts: Codes, criteria: Criteria) -> Floats:
    """Weighted share met of what is known."""
    weights = _along(
        [t.weight for t in criteria.threshold],
        verdicts,
    )
    known = (weights * (verdicts != UNKNOWN)).sum(axis=0)
    reached = (weights * (verdicts == YES)).sum(axis=0)
    share = np.where(
        known > 0,
        reached
        / np.where(
            known > 0,
            known,
            1,
        ),
        np.nan,
    )
    return np.asarray(share.round(DIGITS))


def _decided(verdicts: Codes, score: Floats, criteria: Criteria) -> tuple[Codes, Codes]:
    """Favourable or not, and which threshold says so; the later lines overrule the earlier ones."""
    failed, unknown = verdicts == NO, verdicts == UNKNOWN
    favourable = np.full(
        verdicts.shape[1:],
        YES,
        np.int8,
    )
    limiting = np.full(
        verdicts.shape[1:],
        NOTHING,
        np.int8,
    )

    def rule(where: NDArray[np.bool_], says: int, because: NDArray[np.bool_]) -> None:
        favourable[where] = says
        limiting[where] = because.argmax(axis=0)[where]

    if criteria.combine == "any":
        none = ~(verdicts == YES).any(axis=0)
        rule(none, NO, failed)
        rule(none & unknown.any(axis=0), UNKNOWN, unknown)
        return favourable, limiting
    needed = _along(
        [criteria.needed(t) for t in criteria.threshold],
        verdicts,
    ).astype(bool)
    if criteria.combine == "score":
        rule(
            ~(score >= criteria.minimum - ROUNDING),
            NO,
            failed,
        )
    too_little = np.isnan(score) | (2 * unknown.sum(axis=0) > len(verdicts))
    rule(too_little, UNKNOWN, unknown)
    # A level under the ground is no reason to say nothing: the others decide there.
    excused = _along([t.where_told for t in criteria.threshold], verdicts).astype(bool)
    missing = unknown & needed & ~excused
    rule(missing.any(axis=0), UNKNOWN, missing)
    rule(
        (failed & needed).any(axis=0),
        NO,
        failed & needed,
    )
    return favourable, limiting


def shares(codes: Codes) -> tuple[Floats, Floats]:
    """Share of yes among the cells that can be told (0 where none can), and share of these; over the last axis."""
    known = (codes != UNKNOWN).sum(axis=-1)
    yes = (codes == YES).sum(axis=-1)
    count = max(
        codes.shape[-1],
        1,
    )
    return np.asarray(yes / np.maximum(known, 1)), np.asarray(known / count)


def decided(share: Floats, known: Floats, limits: Limits) -> Codes:
    """What cells say together: nothing where too few can be told, else whether enough of those say yes."""
    enough = known >= limits.known_min - ROUNDING
    # However little an area asks for, none of it is not enough.
    yes = (share >= limits.area_min - ROUNDING) & (share > 0)
    return np.where(
        enough & (known > 0),
        np.where(yes, YES, NO),
        UNKNOWN,
    ).astype(np.int8)


def over(held: Held, limits: Limits) -> OverArea:
    """What cells ``(cell,)`` say together."""
    share, known = shares(held.favourable)
    says = int(decided(share, known, limits))
    counted = held.favourable == YES if says == YES else np.isfinite(held.score)
    codes, counts = np.unique(
        held.limiting[held.favourable == says],
        return_counts=True,
    )
    most = int(codes[counts.argmax()]) if codes.size and says != YES else NOTHING
    return OverArea(
        favourable=SAYS[says],
        area_fraction=round(float(share), 3) if known > 0 else None,
        known_fraction=round(float(known), 3),
        score=mean(held.score[counted], DIGITS),
        limiting=most,
    )


def mean(values: NDArray[np.floating], digits: int = PLACES) -> float | None:
    """Mean of those that are known; None where none is."""
    known = values[np.isfinite(values)]
    return (
        round(
            float(known.mean()),
            digits,
        )
        if known.size
        else None
    )


def named(criteria: Criteria, limiting: int, month: int) -> str:
    """What decides against a set: the ingredient's name, or the month in words; "" where nothing does."""
    if limiting == OUT_OF_SEASON:
        return _(N_("{month} 月不在适用月份")).format(month=month)
    return criteria.threshold[limiting].ingredient if limiting != NOTHING else ""


def judge(
    ingredients: Mapping[str, float | None],
    gaps: Mapping[str, str],
    criteria: Criteria,
    on: date,
) -> Judgement:
    """Hold one column's *ingredients* against *criteria*; *gaps* says why a missing one is missing."""
    values = {n: np.array([np.nan if v is None else v]) for n, v in ingredients.items()}
    held = hold(values, criteria, [on])
    evidence = []
    for each in criteria.threshold:
        says = int(met(values, each, [on])[0])
        value = ingredients.get(each.ingredient)
        reason = gaps.get(each.ingredient, "") if value is None else ""
        evidence.append(
            evidence_of(
                each,
                on.month,
                value,
                VERDICTS[says],
                reason,
            )
        )
    score = float(held.score[0])
    return judgement(
        criteria,
        evidence,
        favourable=SAYS[int(held.favourable[0])],
        score=score if np.isfinite(score) else None,
        limiting=named(
            criteria,
            int(held.limiting[0]),
            on.month,
        ),
    )


def judgement(criteria: Criteria, evidence: Sequence[Evidence], **found: object) -> Judgement:
    """What *criteria* says, with its name, purpose and caution."""
    return Judgement.model_validate(
        {
            "criteria": criteria.name,
            "title": criteria.title,
            "purpose": criteria.purpose,
            "evidence": tuple(evidence),
            "caution": criteria.warning,
            "necessary": criteria.necessary,
            **found,
        }
    )


def evidence_of(
    threshold: Threshold,
    month: int,
    value: float | None,
    verdict: Verdict,
    reason: str,
) -> Evidence:
    """One threshold and what was found."""
    return Evidence(
        ingredient=threshold.ingredient,
        value=value,
        threshold=threshold.said(month),
        verdict=verdict,
        reason=reason,
        source=threshold.source,
        confidence=threshold.confidence,
        weight=threshold.weight,
    )
