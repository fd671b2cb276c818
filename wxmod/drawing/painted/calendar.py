"""A year day by day, on paper."""

from typing import Any

from wxmod.drawing import sheet
from wxmod.drawing.calendar import DAYS, WEEKDAYS, Calendar, days, place
from wxmod.drawing.cells.calendar import title
from wxmod.drawing.tallies import month_name
from wxmod.wording import _

SIZE = (9.0, 2.4)
_GAP = 0.12


def paint(figure: Any, of: Calendar) -> str:
    """A square a day; the number on it is how many operations there were."""
    from matplotlib import colormaps  # noqa: PLC0415
    from matplotlib.patches import Rectangle  # noqa: PLC0415

    axes = figure.subplots()
    shades = colormaps["Blues"]
    months: dict[int, int] = {}
    for day in days(of.year):
        week, weekday = place(day)
        count = of.counts.get(day, 0)
        if day.day == 1:
            months[day.month] = week
        # The palest shade is kept for days without any, the darkest for the busiest.
        share = 0.25 + 0.75 * count / max(of.most, 1)
        colour = shades(share) if count else "#EEEEEE"
        corner = (week + _GAP / 2, weekday + _GAP / 2)
        axes.add_patch(Rectangle(corner, 1 - _GAP, 1 - _GAP, color=colour, lw=0))
        if count:
            ink = "white" if share > 0.6 else sheet.INK  # noqa: PLR2004
            middle = (week + 0.5, weekday + 0.5)
            axes.annotate(f"{count}", middle, ha="center", va="center", fontsize=7, color=ink)
    axes.set_xlim(0, 54)
    axes.set_ylim(DAYS, 0)
    axes.set_aspect("equal")
    names = [month_name(month) for month in months]
    axes.set_xticks(list(months.values()), names, fontsize=8, ha="left")
    axes.set_yticks([n + 0.5 for n in range(DAYS)], [_(name) for name in WEEKDAYS], fontsize=7)
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_title(title(of))
    return ""
