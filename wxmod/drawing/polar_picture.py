"""The scene of `polar` as a PNG: zones by hatching, words in the current language where the machine has its letters."""

from collections.abc import Iterator, Sequence
from math import atan2, hypot, radians
from typing import Any

from wxmod.domain.firing.aiming import ZoneKind
from wxmod.drawing import sheet
from wxmod.drawing.pictures import spelled
from wxmod.drawing.polar import BURST, PLACE, TARGET, WINDS, Plan, Scene, permitted, scene
from wxmod.wording import N_, _

SIZE, _NAMES = (7.0, 7.6), 12
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
    site, table = spelled(plan.site, font, aim.site), spelled(aim.table, font, aim.ammunition)
    told = _("{unit} 在 {site}：方位 {azimuth:g}°，仰角 {elevation:g}°").format(
        unit=aim.equipment, site=site, azimuth=aim.azimuth_deg, elevation=aim.elevation_deg
    )
    warning = [_("示范射表，不得据以发射")] if aim.demonstration else []
    return "\n".join(
        [*warning, told, _("射表 {table}；方位为真北起度数，距离圈单位 km").format(table=table)]
    )


def _paint(axes: Any, plan: Plan, seen: Scene, font: str) -> None:
    edge, aim = seen.reach_m / 1000, plan.aim
    axes.set_theta_zero_location("N")
    axes.set_theta_direction(-1)
    names = {azimuth: f"{_(name)} {azimuth}°" for azimuth, name in WINDS}
    axes.set_thetagrids(range(0, 360, 30), [names.get(a, f"{a}°") for a in range(0, 360, 30)])
    axes.tick_params(axis="x", pad=8)  # else east and west touch the circle
    axes.set_rgrids(
        [seen.ring_m / 1000 * n for n in range(1, int(seen.reach_m / seen.ring_m) + 1)], fontsize=8
    )
    axes.set_rlabel_position((aim.azimuth_deg + 165) % 360)
    _paint_forbidden(axes, plan, edge)
    for kind, ring in seen.zones:
        colour, hatch, said = _PAINT[kind]
        axes.fill(
            *_angles(ring),
            facecolor=colour,
            edgecolor=colour,
            alpha=0.45,
            hatch=hatch,
            label=_(said),
        )
    last = max(b.range_m for b in aim.bursts) / 1000
    axes.plot([radians(aim.azimuth_deg)] * 2, [0, last], color="black", lw=1.8, label=_("射向"))
    axes.plot([0], [0], "^", color="black", ms=9, label=_("作业点"))
    _paint_points(axes, plan, seen, font)
    axes.set_rmax(edge)


def _paint_forbidden(axes: Any, plan: Plan, edge: float) -> None:
    """Directions no sector permits at this elevation, hatched; nothing where nobody filed a sector."""
    said: str | None = _("禁射方位")
    for first, beyond in spans(plan) if plan.sectors else ():
        sweep = [radians(a) for a in range(first, beyond + 1)]
        axes.fill_between(
            sweep, 0, edge, facecolor="none", edgecolor="0.6", hatch="//", lw=0.8, label=said
        )
        said = None


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


def _paint_points(axes: Any, plan: Plan, seen: Scene, font: str) -> None:
    told = set()
    for mark, x, y in seen.points:
        shape, colour, said = _DOTS[mark]
        label = None if mark in told else _(said)
        told.add(mark)
        axes.plot(*_angles([(x, y)]), shape, color=colour, mec="black", mew=0.5, ms=8, label=label)
    for n, (place, (x, y)) in enumerate(zip(plan.places, seen.places, strict=True), 1):
        if hypot(x, y) <= seen.reach_m and len(plan.places) <= _NAMES:
            angles, ranges = _angles([(x, y)])
            at = (angles[0], ranges[0])
            axes.annotate(
                spelled(place.name, font, str(n)),
                at,
                xytext=(6, 6),
                textcoords="offset points",
                fontsize=9,
            )


def _angles(ring: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
    """Azimuths in radians and ranges in km."""
    return [atan2(x, y) for x, y in ring], [hypot(x, y) / 1000 for x, y in ring]
