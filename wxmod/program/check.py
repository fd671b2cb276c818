"""Is a programme complete?  Loads it, follows every reference, and lists what nobody has verified yet."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from wxmod.domain.ammunition.ledger import AmmunitionKind
from wxmod.domain.base import Confidence
from wxmod.domain.errors import WxmodError
from wxmod.domain.geodesy import area_km2, contains
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.registry.equipment import EquipmentKind
from wxmod.program.history import Dated, History
from wxmod.program.load import load_program
from wxmod.program.settings import Program
from wxmod.resources import data
from wxmod.wording import N_, Term, _


class Gravity(Term):
    """An error keeps a programme from being used; a warning is something to verify."""

    ERROR = "error", N_("错误")
    WARNING = "warning", N_("待核实")


class Problem(NamedTuple):
    """Something that is missing, does not resolve or is not verified."""

    gravity: Gravity
    file: str
    field: str
    message: str


def check_program(folder: Path, today: date) -> tuple[Problem, ...]:
    """Everything wrong with the programme in *folder*, the gravest first."""
    try:
        program = load_program(folder)
    except WxmodError as error:
        return (Problem(Gravity.ERROR, str(folder), "", str(error)),)
    found = [
        *_references(program),
        *_stores(program),
        *_geography(program),
        *_settings(program),
        *_planning(program),
    ]
    found += _in_force(program, today)
    gravity = list(Gravity)
    return tuple(
        sorted(
            found,
            key=lambda p: (gravity.index(p.gravity), p.file, p.field),
        )
    )


def _error(
    file: str,
    field: str,
    said: str,
    **fields: object,
) -> Problem:
    return Problem(Gravity.ERROR, file, field, _(said).format(**fields))


def _warning(
    file: str,
    field: str,
    said: str,
    **fields: object,
) -> Problem:
    return Problem(Gravity.WARNING, file, field, _(said).format(**fields))


def _references(program: Program) -> Iterator[Problem]:
    sites = {s.code for s in program.sites}
    kinds = {a.code: a.kind for a in program.ammunition}
    fits = dict(
        zip(
            EquipmentKind,
            (AmmunitionKind.SHELL, AmmunitionKind.ROCKET, AmmunitionKind.FLARE),
            strict=True,
        )
    )
    for file, rows in (("equipment.csv", program.equipment), ("people.csv", program.people)):
        for each in rows:
            if each.site and each.site not in sites:
                yield _error(file, each.id, N_("作业点 {site} 不在 sites.csv 中"), site=each.site)
    for unit in program.equipment:
        for code in unit.accepts:
            if kinds.get(code) is not fits[unit.kind]:
                yield _error("equipment.csv", unit.id, N_("{code} 不是此类装备的弹药"), code=code)
        if not unit.accepts:
            yield _warning("equipment.csv", unit.id, N_("没有写明可用弹药"))
    for name, keys in (
        ("sites.csv", [s.code for s in program.sites]),
        ("equipment.csv", [u.id for u in program.equipment]),
        ("people.csv", [p.id for p in program.people]),
        ("ammunition.csv", list(kinds)),
        ("vehicles.csv", [v.code for v in program.vehicles]),
    ):
        for key in {k for k in keys if keys.count(k) > 1}:
            yield _error(name, key, N_("重复"))


def _stores(program: Program) -> Iterator[Problem]:
    for field in ("store_capacity_rounds", "store_kinds"):
        for account in getattr(program.settings, field):
            if account not in program.places():
                yield _error("program.toml", f"{field}.{account}", N_("没有这个库点"))
    for pattern in program.codes:
        if pattern.confidence is Confidence.UNVERIFIED:
            yield _warning(
                "program.toml",
                f"codes {pattern.name}",
                N_("未核实：{source}"),
                source=pattern.source,
            )


def _geography(program: Program) -> Iterator[Problem]:
    if len(program.boundary) < 4 or area_km2(program.boundary) < 1:  # noqa: PLR2004  a triangle is no county
        yield _error("boundary.csv", "", N_("县界不成面"))
        return
    for site in program.sites:
        if not site.code.startswith(program.code):
            yield _error(
                "sites.csv", site.code, N_("编码不以区划码 {code} 开头"), code=program.code
            )
        if site.position is None:
            yield _warning("sites.csv", site.code, N_("没有坐标"))
        elif not contains(program.boundary, site.position):
            yield _error("sites.csv", site.code, N_("坐标在县界之外（度分当成了度？GCJ-02？）"))
        elif site.position_confidence is not Confidence.CONFIRMED:
            yield _warning("sites.csv", site.code, N_("坐标未核实"))
        if not site.sectors:
            yield _warning("sectors.csv", site.code, N_("没有射界"))


def _histories(value: Any, name: str) -> Iterator[tuple[str, Dated[Any]]]:
    """Every dated value in the settings with its dotted name."""
    if isinstance(value, History):
        yield from ((name, dated) for dated in value.root)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _histories(each, f"{name}.{key}")


def _settings(program: Program) -> Iterator[Problem]:
    for file, told in (("program.toml", program.settings), ("planning.toml", program.planning)):
        for name, dated in (each for field, value in told for each in _histories(value, field)):
            where = f"{name} {dated.since}"
            if not dated.source.strip():
                yield _error(file, where, N_("没有出处"))
            elif dated.confidence is Confidence.UNVERIFIED:
                yield _warning(file, where, N_("未核实：{source}"), source=dated.source)


def _planning(program: Program) -> Iterator[Problem]:
    """Sites that zones and borders name, the scheme that is followed, and what of them nobody has verified."""
    told, sites = program.planning, {site.code for site in program.sites}
    named = [(f"zones.{zone}", site) for zone, listed in told.zones.items() for site in listed]
    for where, site in [
        *named,
        *((f"border.{site}", site) for site in told.border),
    ]:
        if site not in sites:
            yield _error("planning.toml", where, N_("作业点 {site} 不在 sites.csv 中"), site=site)
    for dated in told.scheme.root:
        if dated.value not in told.schemes:
            yield _error(
                "planning.toml",
                f"scheme {dated.since}",
                N_("没有这个业务流程：{name}"),
                name=dated.value,
            )
    followed = {dated.value for dated in told.scheme.root}
    sourced = [
        (f"suspension {rule.code}", rule.source, rule.confidence) for rule in told.suspension
    ]
    sourced += [
        (f"schemes.{code}", s.source, s.confidence)
        for code, s in told.schemes.items()
        if code in followed
    ]
    for where, source, confidence in sourced:
        if confidence is Confidence.UNVERIFIED:
            yield _warning("planning.toml", where, N_("未核实：{source}"), source=source)


def _in_force(program: Program, today: date) -> Iterator[Problem]:
    for year, told in ((today.year - 1, _warning), (today.year, _error)):
        for purpose in (Purpose.RAIN, Purpose.HAIL):
            season = program.season(purpose, date(year, 7, 1))
            if season is None or season.value is None:
                said = N_("{year} 年没有{purpose}作业期")
                yield told(
                    "program.toml", f"season.{purpose}", said, year=year, purpose=purpose.label
                )
    if not (data() / "law" / f"{program.law}.toml").is_file():
        yield _error("program.toml", "law", N_("没有法规库 {name}"), name=program.law)
    for purpose, history in program.settings.criteria.items():
        name = history.value_on(today)
        if name and not (data() / "criteria" / f"{name}.toml").is_file():
            yield _error("program.toml", f"criteria.{purpose}", N_("没有判据集 {name}"), name=name)
