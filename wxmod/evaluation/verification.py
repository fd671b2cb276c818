"""Verification: what criteria said against what was observed, on data their thresholds were not drawn from."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wxmod.domain.base import Value
from wxmod.domain.errors import BadInput, UnreadableFileError, WxmodError, reason
from wxmod.evaluation.observed import RAIN, rain_on, running
from wxmod.evaluation.skill import Pairs, Skill, scored
from wxmod.weather.fields import times
from wxmod.weather.judging.areas import Asked, Judged, judged, local_days
from wxmod.weather.judging.criteria import Criteria, definition, load_criteria
from wxmod.weather.judging.verdicts import UNKNOWN, judge
from wxmod.weather.readers.files import open_weather
from wxmod.wording import N_, _

if TYPE_CHECKING:
    from wxmod.evaluation.observed import Floats

SIZES = {
    "hail_medium_mm": N_("中冰雹"),
    "hail_large_mm": N_("大冰雹"),
    "hail_giant_mm": N_("特大冰雹"),
}
SAYS = {
    True: 1,
    False: 0,
    None: -1,
}


class Terms(NamedTuple):
    """How verdicts are held against rain.

    Attributes:
        event_mm: Rain of at least this is an event; the definition's if None.
        hours: Rain of so many hours after each time; the step of the forecast if None.
        neighbourhood: Cells away that still count.
        dataset: What the verifying data are called, to be held against what a set was drawn from.
    """

    event_mm: float | None = None
    hours: float | None = None
    neighbourhood: int = 0
    dataset: str = ""


class Verified(NamedTuple):
    """Skill of one set.

    Attributes:
        event: What counted as having come.
        undecided: Share of all cells and times that could not be told, by what was missing.
    """

    criteria: Criteria
    event: str
    skill: Skill
    notes: tuple[str, ...]
    undecided: Mapping[str, float]

    def as_dict(self) -> dict[str, object]:
        """As `--json` prints it."""
        return {
            "criteria": self.criteria.name,
            "purpose": self.criteria.purpose.value,
            "event": self.event,
            "drawn_from": list(self.criteria.drawn_from),
            "notes": list(self.notes),
            "undecided": dict(self.undecided),
        } | self.skill.model_dump(mode="json")


class SizeClass(Value):
    """Soundings of one hail size, and how many of them a set called favourable or could not tell."""

    name: str
    n: int
    favourable: int
    unknown: int


class HailVerified(NamedTuple):
    """What a set made of hail soundings, and of controls where there are any.

    Attributes:
        skill: None without controls: hail cases alone tell how many were caught, not how many calls were false.
    """

    criteria: Criteria
    classes: tuple[SizeClass, ...]
    skill: Skill | None
    notes: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """As `--json` prints it."""
        return {
            "criteria": self.criteria.name,
            "drawn_from": list(self.criteria.drawn_from),
            "notes": list(self.notes),
            "classes": [c.model_dump() for c in self.classes],
            "skill": self.skill.model_dump(mode="json") if self.skill else None,
        }


class Cases(NamedTuple):
    """Soundings before hail, and before none.

    Attributes:
        sizes_mm: Largest hail by file name, where known.
    """

    hail: Sequence[Path]
    controls: Sequence[Path]
    sizes_mm: Mapping[str, float]


class _Called(NamedTuple):
    """What a set said of one sounding: 1, 0 or -1, its score, and the day it was made."""

    name: str
    said: int
    score: float
    day: date


def untouched(criteria: Sequence[str], dataset: str) -> None:
    """Let sets be scored only on data their thresholds were not drawn from.

    Raises:
        BadInput: a set was drawn from *dataset*.
    """
    for name in criteria:
        if dataset in load_criteria(name).drawn_from:
            why = N_("判据 {name} 的阈值取自 {dataset}，不能用它检验")
            raise BadInput(
                why,
                remedy=N_("换一份资料检验"),
                name=name,
                dataset=dataset,
            )


def against_rain(asked: Asked, observed: Sequence[Path], terms: Terms) -> tuple[Verified, ...]:
    """Score every set, cell by cell and time by time, against observed rain.

    Raises:
        UnreadableFileError: nothing here can read the files, or those observed hold no rain.
        BadInput: no rain is observed there and then, or a set was drawn from this very data.
    """
    untouched(asked.criteria, terms.dataset)
    rain = open_weather(observed)  # before what takes long
    if rain.fields is None or RAIN not in rain.fields:
        held = (
            " ".join(str(name) for name in rain.fields.data_vars) if rain.fields is not None else ""
        )
        raise UnreadableFileError(
            ", ".join(str(path) for path in observed),
            expected=N_("格点雨量"),
            found=_(N_("只有 {names}")).format(names=held) if held else N_("探空或站点表"),
            remedy=N_("--rain 给有降水量的格点文件"),
        )
    told = judged(asked)
    hours = terms.hours or _step_hours(times(told.ingredients))
    event = definition("verify_rain_mm") if terms.event_mm is None else terms.event_mm
    rained = rain_on(told.ingredients, rain.fields, hours)
    amounts = np.where(told.cells, rained, np.nan)
    if not np.isfinite(amounts).any():
        raise BadInput(N_("观测与预报没有共同的时次和格点"))
    said = _(N_("其后 {hours:g} 小时雨量不少于 {mm:g} mm")).format(hours=hours, mm=event)
    notes = [*told.opened.notes, *rain.notes]
    if running(rain.fields):
        notes.append(_(N_("观测是累计雨量，已逐段相减")))
    found = []
    for each in told.sets:
        pairs = _pairs(told, each.name, amounts, event)
        skill = scored(pairs, neighbourhood=terms.neighbourhood)
        found.append(
            Verified(
                each,
                said,
                skill,
                tuple(notes),
                undecided(told, each),
            )
        )
    return tuple(found)


def undecided(told: Judged, criteria: Criteria) -> dict[str, float]:
    """Of the area's cells and times, the share that cannot be told, by the ingredient that is missing."""
    verdicts = told.verdicts[criteria.name]
    unknown = verdicts["favourable"].values[:, told.cells] == UNKNOWN
    limiting = verdicts["limiting"].values[:, told.cells]
    shares = {}
    for n, threshold in enumerate(criteria.threshold):
        share = float((unknown & (limiting == n)).mean())
        if share > 0:
            shares[threshold.ingredient] = round(share, 4)
    return dict(
        sorted(
            shares.items(),
            key=lambda pair: -pair[1],
        )
    )


def _step_hours(at: Sequence[datetime]) -> float:
    """The step of the forecast; a day where there is one time only."""
    steps = [b - a for a, b in pairwise(at)]
    return min(steps, default=timedelta(days=1)) / timedelta(hours=1)


def _pairs(told: Judged, criteria: str, amounts: "Floats", event: float) -> Pairs:
    verdicts = told.verdicts[criteria]
    came = np.where(
        np.isfinite(amounts),
        amounts >= event,
        -1,
    ).astype(np.int8)
    before = np.full_like(came, -1)
    before[1:] = came[:-1]
    days = [day.toordinal() for day in local_days(told.ingredients, told.zone)]
    favourable = np.where(
        told.cells,
        verdicts["favourable"].values,
        -1,
    ).astype(np.int8)
    score = np.where(
        told.cells,
        verdicts["score"].values.astype(float),
        np.nan,
    )
    return Pairs(
        favourable,
        score,
        came,
        np.array(days),
        before,
    )


def read_sizes(path: Path) -> dict[str, float]:
    """Largest hail (mm) by file name, from a CSV with the columns ``file`` and ``size_mm``.

    Raises:
        UnreadableFileError: no such file, or not such a table.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return {row["file"]: float(row["size_mm"]) for row in csv.DictReader(file)}
    except (OSError, KeyError, ValueError, TypeError) as error:
        raise UnreadableFileError(
            path,
            expected="file,size_mm",
            found=reason(error)[:120],
            remedy=N_("表头须为 file,size_mm，直径以毫米计"),
        ) from error


def against_hail(criteria: Sequence[str], cases: Cases, on: datetime) -> tuple[HailVerified, ...]:
    """Score every set on soundings; what cannot be scored without controls or sizes is said, not guessed.

    Args:
        on: The day to judge by where a sounding does not say; its clock says what day it is.

    Raises:
        UnreadableFileError: nothing could be read.
    """
    sets = [load_criteria(name) for name in criteria]
    notes: list[str] = []
    hail, quiet = (_called(paths, sets, on, notes) for paths in (cases.hail, cases.controls))
    if not any(hail.values()):
        open_weather(cases.hail[:1])  # says what is wrong with it, where it cannot be read
        raise UnreadableFileError(
            cases.hail[0],
            expected=N_("探空"),
            found=N_("格点或站点表"),
            remedy=N_("--hail 给探空文件或放探空的目录"),
        )
    if not cases.controls:
        notes.append(_(N_("没有无雹的对照探空：只能算命中率，虚警率、CSI、HSS 和可靠性无从计算")))
    if not cases.sizes_mm:
        notes.append(_(N_("没有冰雹直径表（--sizes），不能按大小分级")))
    found = []
    for each in sets:
        pairs = _case_pairs(
            hail[each.name],
            quiet[each.name],
        )
        skill = scored(pairs) if cases.controls else None
        classes = tuple(
            _classes(
                hail[each.name],
                cases.sizes_mm,
            )
        )
        found.append(
            HailVerified(
                each,
                classes,
                skill,
                tuple(notes),
            )
        )
    return tuple(found)


def _called(
    paths: Sequence[Path],
    sets: Sequence[Criteria],
    on: datetime,
    notes: list[str],
) -> dict[str, list[_Called]]:
    """What each set says of each sounding that can be read."""
    from wxmod.weather.columns import ingredients  # noqa: PLC0415  loads the kernel

    told: dict[str, list[_Called]] = {each.name: [] for each in sets}
    unread: list[str] = []
    for path in paths:
        try:
            profile = open_weather([path]).profile
            why = _(N_("{path}：不是探空")).format(path=path)
        except WxmodError as error:
            profile, why = None, str(error).replace("\n", " ")
        if profile is None:
            unread.append(why)
            continue
        found, gaps = ingredients.of(profile)
        day = (profile.valid_at or on).astimezone(on.tzinfo).date()
        for each in sets:
            said = judge(found, gaps, each, day)
            score = float("nan") if said.score is None else said.score
            called = _Called(
                path.name,
                SAYS[said.favourable],
                score,
                day,
            )
            told[each.name].append(called)
    if unread:
        notes.append(
            _(N_("{n} 份探空不能读，未计；第一份：{why}")).format(
                n=len(unread),
                why=unread[0],
            )
        )
    return told


def _case_pairs(hail: Sequence[_Called], quiet: Sequence[_Called]) -> Pairs:
    """Soundings of one day are of one weather, and are resampled together."""
    both = [*hail, *quiet]
    shape = (len(both), 1, 1)
    came = np.array(
        [1] * len(hail) + [0] * len(quiet),
        np.int8,
    )
    said = np.array(
        [c.said for c in both],
        np.int8,
    )
    score = np.array(
        [c.score for c in both],
        float,
    )
    days = np.array([c.day.toordinal() for c in both])
    return Pairs(
        said.reshape(shape),
        score.reshape(shape),
        came.reshape(shape),
        days,
    )


def _classes(hail: Sequence[_Called], sizes_mm: Mapping[str, float]) -> Iterator[SizeClass]:
    """All of them, then by size, largest last."""
    yield _class(
        _(N_("全部")),
        hail,
    )
    if not sizes_mm:
        return
    edges = [
        0.0,
        *(definition(name) for name in SIZES),
        float("inf"),
    ]
    names = [
        N_("小冰雹"),
        *SIZES.values(),
    ]
    for name, low, high in zip(
        names,
        edges[:-1],
        edges[1:],
        strict=True,
    ):
        yield _class(
            _(name),
            [c for c in hail if c.name in sizes_mm and low <= sizes_mm[c.name] < high],
        )
    yield _class(
        _(N_("大小不明")),
        [c for c in hail if c.name not in sizes_mm],
    )


def _class(name: str, called: Sequence[_Called]) -> SizeClass:
    return SizeClass(
        name=name,
        n=len(called),
        favourable=sum(c.said == 1 for c in called),
        unknown=sum(c.said < 0 for c in called),
    )
