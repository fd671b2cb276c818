"""Is a programme complete?  Loads it, follows every reference, and lists what nobody has verified yet."""

from collections import Counter
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


MADE_FOR = {
    EquipmentKind.GUN: AmmunitionKind.SHELL,
    EquipmentKind.LAUNCHER: AmmunitionKind.ROCKET,
    EquipmentKind.BURNER: AmmunitionKind.FLARE,
}
CORNERS = 4  # an outline of fewer closes no county, nor does one under a square kilometre
MIDYEAR = (7, 1)


def check_program(folder: Path, today: date) -> tuple[Problem, ...]:
    """Everything wrong with the programme in *folder*, the gravest first."""
    try:
        program = load_program(folder)
    except WxmodError as error:
        return (Problem(Gravity.ERROR, str(folder), "", str(error)),)
    problems = [
        *_sites_named(program),
        *_ammunition_named(program),
        *_names_twice(program),
        *_stores(program),
        *_codes(program),
        *_geography(program),
        *_settings(program),
        *_zones(program),
        *_schemes(program),
        *_planning_sources(program),
        *_seasons(program, today),
        *_files_named(program, today),
    ]
    return tuple(sorted(problems, key=_rank))


def _rank(problem: Problem) -> tuple[int, str, str]:
    return (list(Gravity).index(problem.gravity), problem.file, problem.field)


def _error(
    file: str,
    field: str,
    message: str,
    **fields: object,
) -> Problem:
    return Problem(Gravity.ERROR, file, field, _(message).format(**fields))


def _warning(
    file: str,
    field: str,
    message: str,
    **fields: object,
) -> Problem:
    return Problem(
        Gravity.WARNING,
        file,
        field,
        _(message).format(**fields),
    )


def _site_codes(program: Program) -> set[str]:
    return {site.code for site in program.sites}


def _sites_named(program: Program) -> Iterator[Problem]:
    codes = _site_codes(program)
    tables = (("equipment.csv", program.equipment), ("people.csv", program.people))
    for file, rows in tables:
        for row in rows:
            if row.site and row.site not in codes:
                yield _error(
                    file,
                    row.id,
                    N_("作业点 {site} 不在 sites.csv 中"),
                    site=row.site,
                )


def _ammunition_named(program: Program) -> Iterator[Problem]:
    kinds = {kind.code: kind.kind for kind in program.ammunition}
    for unit in program.equipment:
        if not unit.accepts:
            yield _warning("equipment.csv", unit.id, N_("没有写明可用弹药"))
        for code in unit.accepts:
            if kinds.get(code) is not MADE_FOR[unit.kind]:
                yield _error(
                    "equipment.csv",
                    unit.id,
                    N_("{code} 不是此类装备的弹药"),
                    code=code,
                )


def _names_twice(program: Program) -> Iterator[Problem]:
    keys = {
        "sites.csv": [site.code for site in program.sites],
        "equipment.csv": [unit.id for unit in program.equipment],
        "people.csv": [person.id for person in program.people],
        "ammunition.csv": [kind.code for kind in program.ammunition],
        "vehicles.csv": [vehicle.code for vehicle in program.vehicles],
    }
    for file, names in keys.items():
        for name, times in Counter(names).items():
            if times > 1:
                yield _error(file, name, N_("重复"))


def _stores(program: Program) -> Iterator[Problem]:
    places = program.places()
    for field in ("store_capacity_rounds", "store_kinds"):
        for account in getattr(program.settings, field):
            if account not in places:
                yield _error(
                    "program.toml",
                    f"{field}.{account}",
                    N_("没有这个库点"),
                )


def _unverified(file: str, field: str, source: str) -> Problem:
    return _warning(file, field, N_("未核实：{source}"), source=source)


def _codes(program: Program) -> Iterator[Problem]:
    for pattern in program.codes:
        if pattern.confidence is Confidence.UNVERIFIED:
            yield _unverified(
                "program.toml",
                f"codes {pattern.name}",
                pattern.source,
            )


def _geography(program: Program) -> Iterator[Problem]:
    if len(program.boundary) < CORNERS or area_km2(program.boundary) < 1:
        yield _error("boundary.csv", "", N_("县界不成面"))
        return
    for site in program.sites:
        if not site.code.startswith(program.code):
            message = N_("编码不以区划码 {code} 开头")
            yield _error("sites.csv", site.code, message, code=program.code)
        if site.position is None:
            yield _warning("sites.csv", site.code, N_("没有坐标"))
        elif not contains(program.boundary, site.position):
            yield _error(
                "sites.csv",
                site.code,
                N_("坐标在县界之外（度分当成了度？GCJ-02？）"),
            )
        elif site.position_confidence is not Confidence.CONFIRMED:
            yield _warning("sites.csv", site.code, N_("坐标未核实"))
        if not site.sectors:
            yield _warning("sectors.csv", site.code, N_("没有射界"))


def _histories(value: Any, name: str) -> Iterator[tuple[str, Dated[Any]]]:
    """Every dated value in the settings with its dotted name."""
    if isinstance(value, History):
        for dated in value.root:
            yield name, dated
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _histories(each, f"{name}.{key}")


def _settings(program: Program) -> Iterator[Problem]:
    files = {"program.toml": program.settings, "planning.toml": program.planning}
    for file, settings in files.items():
        for field, value in settings:
            for name, dated in _histories(value, field):
                where = f"{name} {dated.since}"
                if not dated.source.strip():
                    yield _error(file, where, N_("没有出处"))
                elif dated.confidence is Confidence.UNVERIFIED:
                    yield _unverified(file, where, dated.source)


def _zones(program: Program) -> Iterator[Problem]:
    """Sites that zones and borders name and the programme does not have."""
    planning = program.planning
    named = [(f"border.{site}", site) for site in planning.border]
    for zone, sites in planning.zones.items():
        named += [(f"zones.{zone}", site) for site in sites]
    codes = _site_codes(program)
    for where, site in named:
        if site not in codes:
            yield _error(
                "planning.toml",
                where,
                N_("作业点 {site} 不在 sites.csv 中"),
                site=site,
            )


def _schemes(program: Program) -> Iterator[Problem]:
    for dated in program.planning.scheme.root:
        if dated.value not in program.planning.schemes:
            where = f"scheme {dated.since}"
            yield _error(
                "planning.toml",
                where,
                N_("没有这个业务流程：{name}"),
                name=dated.value,
            )


def _planning_sources(program: Program) -> Iterator[Problem]:
    """What of the suspension rules, and of the schemes that are followed, nobody has verified."""
    planning = program.planning
    followed = {dated.value for dated in planning.scheme.root}
    for rule in planning.suspension:
        if rule.confidence is Confidence.UNVERIFIED:
            yield _unverified(
                "planning.toml",
                f"suspension {rule.code}",
                rule.source,
            )
    for code, scheme in planning.schemes.items():
        if code in followed and scheme.confidence is Confidence.UNVERIFIED:
            yield _unverified("planning.toml", f"schemes.{code}", scheme.source)


def _seasons(program: Program, today: date) -> Iterator[Problem]:
    """This year's seasons must be there; without last year's only the past cannot be judged."""
    this_year = _warning if program.example else _error
    years = ((today.year - 1, _warning), (today.year, this_year))
    for year, problem in years:
        for purpose in (Purpose.RAIN, Purpose.HAIL):
            season = program.season(purpose, date(year, *MIDYEAR))
            if season is None or season.value is None:
                yield problem(
                    "program.toml",
                    f"season.{purpose}",
                    N_("{year} 年没有{purpose}作业期"),
                    year=year,
                    purpose=purpose.label,
                )


def _files_named(program: Program, today: date) -> Iterator[Problem]:
    if not (data() / "law" / f"{program.law}.toml").is_file():
        yield _error(
            "program.toml",
            "law",
            N_("没有法规库 {name}"),
            name=program.law,
        )
    for purpose, history in program.settings.criteria.items():
        name = history.value_on(today)
        if name and not (data() / "criteria" / f"{name}.toml").is_file():
            yield _error(
                "program.toml",
                f"criteria.{purpose}",
                N_("没有判据集 {name}"),
                name=name,
            )
