"""A224, A226, G519 and G520: work that could reach ground of another province or county.

Where a neighbour lies is told by the programme: outlines in ``neighbours.geojson``, or directions by site in the
setting ``border``.  Where neither is, leaving the county's own outline is all that can be said.
"""

from collections.abc import Iterator

from wxmod.domain.airspace import Clearance
from wxmod.domain.firing.aiming import Aim, FallZone
from wxmod.domain.firing.surroundings import Territory
from wxmod.domain.geodesy import Outline, covers, meet, sector_outline, within_span
from wxmod.domain.registry.sites import Site
from wxmod.program import Neighbour
from wxmod.rules.catalogue import Found, Severity, found, rule
from wxmod.rules.facts import ClearanceRequest, Facts
from wxmod.wording import N_

_AGREE = N_("跨省作业须由两省人民政府协商确定，县里不能自行商定；弹片和残骸也可能落到邻省。")
_TELL = N_(
    "在业务方案目录放 neighbours.geojson（面，属性 name、province、source、confidence），或在 planning.toml 写 border。"
)


@rule(
    "A224",
    "request-reaches-another-province",
    on=ClearanceRequest,
    severity=Severity.WARN,
    message=N_("{site} 在申请方位上可达 {neighbour}"),
    why=_AGREE,
    remedy=N_("避开这个方位；确需作业的，逐级报省人民政府协商，把文号写入备注。"),
    basis="agree-across-provinces",
)
def request_reaches_another_province(request: ClearanceRequest, facts: Facts) -> Iterator[Found]:
    for site in _firing_sites(request, facts):
        for name in dict.fromkeys(
            [*_by_direction(site, request, facts), *_by_outline(site, request, facts)]
        ):
            yield found("sites", site=site.name, neighbour=name)


@rule(
    "A226",
    "request-leaves-the-county",
    on=ClearanceRequest,
    severity=Severity.NOTE,
    message=N_("{site} 在申请方位 {km:g} km 内可达县外，没有登记是哪里（未核实）"),
    why=_AGREE,
    remedy=_TELL,
    basis="leave-the-county",
)
def request_leaves_the_county(request: ClearanceRequest, facts: Facts) -> Iterator[Found]:
    if facts.program.neighbours:
        return
    for site in _firing_sites(request, facts):
        ground = (
            None if site.code in facts.program.planning.border else _ground(site, request, facts)
        )
        if ground and not covers(facts.program.boundary, ground):
            yield found("sites", site=site.name, km=_reach_m(request, facts) / 1000)


def _firing_sites(request: ClearanceRequest, facts: Facts) -> Iterator[Site]:
    """The sites asked for, unless only burners work there: a burner throws nothing."""
    kinds = request.clearance.equipment
    if not kinds or any(kind.fires for kind in kinds):
        start = request.clearance.wanted.start
        for code in request.clearance.sites:
            site = facts.site(code, start)
            if site:
                yield site


def _by_direction(site: Site, request: ClearanceRequest, facts: Facts) -> Iterator[str]:
    history = facts.program.planning.border.get(site.code)
    neighbour = history.value_on(facts.day(request.clearance.wanted.start)) if history else None
    if neighbour and _reaches(request.clearance, neighbour):
        yield neighbour.name


def _by_outline(site: Site, request: ClearanceRequest, facts: Facts) -> Iterator[str]:
    ground = _ground(site, request, facts) if facts.program.neighbours else None
    if ground is None:
        return
    for other in facts.program.neighbours:
        abroad = _in_another_province(other, facts)
        if abroad and any(meet(ground, part) for part in other.outlines):
            yield other.name


def _in_another_province(other: Territory, facts: Facts) -> bool:
    """Whether it may be another province's ground: it is, or nobody has said whose.

    Only there does the law ask the provincial governments to agree (article 14); within one it asks for nothing.
    """
    return other.province != facts.program.code[:2]


def _ground(site: Site, request: ClearanceRequest, facts: Facts) -> Outline | None:
    """What the rounds of a request could come down on; None where the site's place or their reach is unknown."""
    asked, reach = request.clearance, _reach_m(request, facts)
    if site.position is None or not reach:
        return None
    first, last = asked.azimuth_from_deg, asked.azimuth_to_deg
    if first is None or last is None:
        first, last = 0, 360  # no direction was told: any
    return sector_outline(site.position, first, last, reach)


def _reach_m(request: ClearanceRequest, facts: Facts) -> float:
    """The farthest ground in reach of what is asked for (`danger_radius_m`), metres; 0 if nobody said."""
    asked, day = request.clearance, facts.day(request.clearance.wanted.start)
    radii = facts.program.planning.danger_radius_m
    return max(
        (radii[k].value_on(day) or 0 for k in asked.equipment or radii if k in radii),
        default=0,
    )


def _reaches(asked: Clearance, neighbour: Neighbour) -> bool:
    """Whether the sector asked for and the one that leads across have a direction in common."""
    if asked.azimuth_from_deg is None or asked.azimuth_to_deg is None:
        return True
    ours = (asked.azimuth_from_deg, asked.azimuth_to_deg)
    theirs = (neighbour.azimuth_from_deg, neighbour.azimuth_to_deg)
    return within_span(ours[0], *theirs) or within_span(theirs[0], *ours)


@rule(
    "G519",
    "fall-zone-in-another-province",
    on=Aim,
    severity=Severity.WARN,
    message=N_("{zone}伸入 {neighbour}"),
    why=_AGREE,
    remedy=N_("转方位或减小射程；确需作业的，逐级报省人民政府协商。"),
    basis="agree-across-provinces",
)
def fall_zone_in_another_province(aim: Aim, facts: Facts) -> Iterator[Found]:
    for zone, name in dict.fromkeys(
        (z.kind, name) for z in aim.zones for name in _reached(z, facts)
    ):
        yield found("zones", zone=zone.label, neighbour=name)


def _reached(zone: FallZone, facts: Facts) -> Iterator[str]:
    for other in facts.program.neighbours:
        abroad = _in_another_province(other, facts)
        if abroad and any(meet(zone.outline, part) for part in other.outlines):
            yield other.name


@rule(
    "G520",
    "fall-zone-leaves-the-county",
    on=Aim,
    severity=Severity.NOTE,
    message=N_("{zone}伸出县界，没有登记那里是哪里（未核实）"),
    why=_AGREE,
    remedy=_TELL,
    basis="leave-the-county",
)
def fall_zone_leaves_the_county(aim: Aim, facts: Facts) -> Iterator[Found]:
    beyond = (
        ()
        if facts.program.neighbours
        else [z for z in aim.zones if not covers(facts.program.boundary, z.outline)]
    )
    for kind in dict.fromkeys(zone.kind for zone in beyond):
        yield found("zones", zone=kind.label)
