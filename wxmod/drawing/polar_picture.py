"""The scene of `polar` as a PNG: zones by hatching, words in the current language where the machine has its letters."""

from collections.abc import Iterator, Sequence
from math import atan2, hypot, radians
from typing import Any

from wxmod.domain.firing.aiming import ZoneKind
from wxmod.drawing import sheet
from wxmod.drawing.pictures import spelled
from wxmod.drawing.polar import (
    BURST,
    PLACE,
    TARGET,
    WINDS,
    Metres,
    Plan,
    Scene,
    permitted,
    radii,
    scene,
)
from wxmod.wording import N_, _

SIZE = (7.0, 7.6)
_NAMES = 12
"""More places than these have no names: they would hide the plan."""
_THIRTIES = range(0, 360, 30)
_AWAY_DEG = 165
_PAINT = {
    ZoneKind.DUD: ("tab:orange", "..", N_("哑弹落区")),
    ZoneKind.RESIDUE: ("tab:red", "xx", N_("残骸落区")),
}
_DOTS = {
    BURST: ("*", "tab:blue", N_("播撒起止、自毁")),
    TARGET: ("o", "tab:purple", N_("目标")),
    PLACE: ("s", "tab:brown", N_("居民点、设施")),
}


def paint(figure: Any, plan: Plan, font: str) -> str:
    """The plan on a sheet; nothing is to be noted of it.

    Args:
        font: One that has the letters of the words; "" for a Latin one, and names it cannot write become codes.
    """
    axes: Any = figure.add_subplot(projection="polar")
    _paint(axes, plan, scene(plan), font)
    figure.suptitle(_title(plan, font), fontsize=sheet.TITLE_SIZE)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.08), ncols=3, frameon=False)
    return ""


def _title(plan: Plan, font: str) -> str:
    aim = plan.aim
    lines = []
    if aim.demonstration:
        lines.append(_("示范射表，不得据以发射"))
    sentence = _("{unit} 在 {site}：方位 {azimuth:g}°，仰角 {elevation:g}°")
    laid = sentence.format(
        unit=aim.equipment,
        site=spelled(plan.site, font, aim.site),
        azimuth=aim.azimuth_deg,
        elevation=aim.elevation_deg,
    )
    table = spelled(aim.table, font, aim.ammunition)
    sentence = _("射表 {table}；方位为真北起度数，距离圈单位 km")
    lines += [laid, sentence.format(table=table)]
    return "\n".join(lines)


def _paint(axes: Any, plan: Plan, measured: Scene, font: str) -> None:
    aim = plan.aim
    edge = measured.reach_m / 1000
    _compass(axes, plan, measured)
    _paint_forbidden(axes, plan, edge)
    for kind, ring in measured.zones:
        colour, hatch, word = _PAINT[kind]
        azimuths, ranges = _angles(ring)
        axes.fill(
            azimuths,
            ranges,
            facecolor=colour,
            edgecolor=colour,
            alpha=0.45,
            hatch=hatch,
            label=_(word),
        )
    last = max(burst.range_m for burst in aim.bursts)
    turn = radians(aim.azimuth_deg)
    axes.plot([turn, turn], [0, last / 1000], color="black", lw=1.8, label=_("射向"))
    axes.plot([0], [0], "^", color="black", ms=9, label=_("作业点"))
    _paint_points(axes, measured)
    _names(axes, plan, measured, font)
    axes.set_rmax(edge)


def _compass(axes: Any, plan: Plan, measured: Scene) -> None:
    """North up and clockwise, the four winds by name, ranges where nothing is fired."""
    axes.set_theta_zero_location("N")
    axes.set_theta_direction(-1)
    winds = dict(WINDS)
    names = []
    for azimuth in _THIRTIES:
        wind = winds.get(azimuth)
        before = f"{_(wind)} " if wind else ""
        names.append(f"{before}{azimuth}°")
    axes.set_thetagrids(_THIRTIES, names)
    # Else east and west touch the circle.
    axes.tick_params(axis="x", pad=8)
    rings = [radius / 1000 for radius in radii(measured)]
    axes.set_rgrids(rings, fontsize=8)
    away = plan.aim.azimuth_deg + _AWAY_DEG
    axes.set_rlabel_position(away % 360)


def _paint_forbidden(axes: Any, plan: Plan, edge: float) -> None:
    """Directions no sector permits at this elevation, hatched; nothing where nobody filed a sector."""
    if not plan.sectors:
        return
    word: str | None = _("禁射方位")
    for first, beyond in spans(plan):
        sweep = [radians(azimuth) for azimuth in range(first, beyond + 1)]
        axes.fill_between(
            sweep,
            0,
            edge,
            facecolor="none",
            edgecolor="0.6",
            hatch="//",
            lw=0.8,
            label=word,
        )
        # The legend names them once.
        word = None


def spans(plan: Plan) -> Iterator[tuple[int, int]]:
    """Whole degrees from-to that are not permitted."""
    first = None
    for azimuth in range(361):
        free = azimuth == 360 or permitted(plan, azimuth)  # noqa: PLR2004  once round
        if free and first is not None:
            yield first, azimuth
            first = None
        elif not free and first is None:
            first = max(azimuth - 1, 0)


def _paint_points(axes: Any, measured: Scene) -> None:
    named = set()
    for mark, x, y in measured.points:
        shape, colour, word = _DOTS[mark]
        label = None if mark in named else _(word)
        named.add(mark)
        azimuths, ranges = _angles([(x, y)])
        axes.plot(
            azimuths,
            ranges,
            shape,
            color=colour,
            mec="black",
            mew=0.5,
            ms=8,
            label=label,
        )


def _names(axes: Any, plan: Plan, measured: Scene, font: str) -> None:
    """Names of the places within the frame, unless there are too many to be read."""
    if len(plan.places) > _NAMES:
        return
    for n, place in enumerate(plan.places):
        x, y = measured.places[n]
        if hypot(x, y) > measured.reach_m:
            continue
        azimuths, ranges = _angles([(x, y)])
        axes.annotate(
            spelled(place.name, font, f"{n + 1}"),
            (azimuths[0], ranges[0]),
            xytext=(6, 6),
            textcoords="offset points",
            fontsize=9,
        )


def _angles(ring: Sequence[Metres]) -> tuple[list[float], list[float]]:
    """Azimuths in radians and ranges in km."""
    azimuths = [atan2(x, y) for x, y in ring]
    ranges = [hypot(x, y) / 1000 for x, y in ring]
    return azimuths, ranges
