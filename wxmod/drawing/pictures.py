"""A field as a PNG with matplotlib, which loads only here."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wxmod import wording
from wxmod.domain.errors import StoreUnavailable, reason
from wxmod.files import SHARED, replaced_file
from wxmod.wording import N_

HAN_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Microsoft YaHei",
    "SimHei",
    "PingFang SC",
    "Heiti SC",
    "Noto Sans CJK JP",
    "Droid Sans Fallback",
)
DPI, WIDTH_IN, HEIGHT_IN = 150, 8, 6
SMALL_PX = 80
"""A county narrower and lower than this is one mark with its name: its sites would only hide it."""
PLACES = (
    ((4, 4), "left", "bottom"),
    ((-4, 4), "right", "bottom"),
    ((4, -4), "left", "top"),
    ((-4, -4), "right", "top"),
)
"""Where a label may stand by its mark, in points, the best first."""


class Picture(NamedTuple):
    """What is drawn; words in a language the machine has letters for (see `han_font`).

    Attributes:
        county: Its name, for a map on which it is too small to be seen otherwise.
    """

    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    values: NDArray[np.float64]
    edges: Sequence[float]
    outline: Sequence[tuple[float, float]]
    sites: Mapping[str, tuple[float, float]]
    title: str
    unit: str
    note: str
    county: str = ""


def han_font() -> str:
    """A font of this machine that has Chinese letters; "" if there is none."""
    from matplotlib import font_manager  # noqa: PLC0415

    manager = font_manager.fontManager
    if not (found := _first(manager.ttflist)):
        # matplotlib's list was written before whoever needed Chinese installed a font for it.
        for path in {*font_manager.findSystemFonts()} - {font.fname for font in manager.ttflist}:
            with suppress(OSError, RuntimeError, KeyError):  # what it cannot read is no font for us
                manager.addfont(path)
        found = _first(manager.ttflist)
    return found


def _first(fonts: Sequence[Any]) -> str:
    known = {font.name for font in fonts}
    return next((name for name in HAN_FONTS if name in known), "")


@contextmanager
def lettered() -> Iterator[str]:
    """A font for words with Han in them; on a machine without one, "", and the words are English meanwhile."""
    font, before = han_font(), wording.language()
    try:
        if not font:
            wording.use("en")
        yield font
    finally:
        wording.use(before)


def spelled(name: str, font: str, instead: str) -> str:
    """*name*, or *instead* where the picture's *font* (see `lettered`) has no letters for it."""
    return name if font or name.isascii() else instead


def save(picture: Picture, path: Path, font: str = "") -> None:
    """Write *picture* to *path*.

    Raises:
        StoreUnavailable: it cannot be written there.
    """
    import matplotlib as mpl  # noqa: PLC0415

    with mpl.rc_context(
        {"font.family": [font] if font else ["DejaVu Sans"], "axes.unicode_minus": False}
    ):
        try:
            with replaced_file(path, SHARED) as part:
                figure_of(picture).savefig(part, format="png")
        except OSError as error:
            raise StoreUnavailable(
                N_("图写不进 {path}：{why}"), path=path, why=reason(error)
            ) from error


def figure_of(picture: Picture) -> Any:
    """*picture* as matplotlib draws it, in the font that is set."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(WIDTH_IN, HEIGHT_IN), dpi=DPI, layout="constrained")
    FigureCanvasAgg(figure)
    _plot(figure, picture)
    _label(figure, figure.axes[0], picture)
    return figure


def _plot(figure: Any, picture: Picture) -> None:
    from matplotlib import colormaps  # noqa: PLC0415
    from matplotlib.colors import BoundaryNorm  # noqa: PLC0415

    axes = figure.add_subplot()
    colours = colormaps["viridis"].resampled(max(len(picture.edges) - 1, 1))
    norm = BoundaryNorm(picture.edges, colours.N)
    shown = axes.pcolormesh(
        picture.lon,
        picture.lat,
        picture.values,
        cmap=colours,
        norm=norm,
        shading="nearest",
    )
    bar = figure.colorbar(shown, ax=axes, shrink=0.85)
    bar.set_label(picture.unit)
    if picture.outline:
        axes.plot(
            *zip(*[*picture.outline, picture.outline[0]], strict=True),
            color="white",
            linewidth=2.4,
        )
        axes.plot(
            *zip(*[*picture.outline, picture.outline[0]], strict=True),
            color="black",
            linewidth=1,
        )
    axes.set_xlim(
        float(picture.lon.min()),
        float(picture.lon.max()),
    )
    axes.set_ylim(
        float(picture.lat.min()),
        float(picture.lat.max()),
    )
    axes.set_aspect(1 / np.cos(np.deg2rad(float(picture.lat.mean()))))
    axes.set_title(picture.title, fontsize=11)
    axes.set_xlabel("°E")
    axes.set_ylabel("°N")
    figure.text(0.01, 0.01, picture.note, fontsize=7)


def _label(figure: Any, axes: Any, picture: Picture) -> None:
    """Marks of the sites, or of a county too small for them, and those of their names that find room."""
    figure.draw_without_rendering()  # where things stand is settled only now
    sites, shape = dict(picture.sites), "^"
    if picture.outline and max(_extent(axes, picture.outline)) < SMALL_PX:
        lons, lats = zip(*picture.outline, strict=True)
        sites = {
            picture.county: (
                (min(lons) + max(lons)) / 2,
                (min(lats) + max(lats)) / 2,
            )
        }
        shape = "o"
    inside = {
        name: at for name, at in sites.items() if axes.bbox.contains(*axes.transData.transform(at))
    }
    for at in inside.values():
        axes.plot(*at, marker=shape, color="white", markeredgecolor="black")
    taken: list[Any] = []
    for name, at in inside.items():
        if name and (box := written(figure, axes, name, at, taken)):
            taken.append(box)


def _extent(axes: Any, outline: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Width and height of *outline* on the picture, in pixels."""
    spread = np.ptp(axes.transData.transform(np.asarray(outline)), axis=0)
    return float(spread[0]), float(spread[1])


def written(
    figure: Any,
    axes: Any,
    name: str,
    at: tuple[float, float],
    taken: Sequence[Any],
) -> Any:
    """Write *name* by *at* where it meets none of *taken*; the room it takes, None where there is none."""
    for offset, across, up in PLACES:
        text = axes.annotate(
            name,
            at,
            xytext=offset,
            textcoords="offset points",
            fontsize=8,
            clip_on=True,
            ha=across,
            va=up,
            bbox={
                "boxstyle": "round,pad=0.15",
                "facecolor": "white",
                "alpha": 0.75,
                "linewidth": 0,
            },
        )
        box = text.get_window_extent(figure.canvas.get_renderer()).padded(2)
        if (
            axes.bbox.containsx(box.x0)
            and axes.bbox.containsx(box.x1)
            and not box.count_overlaps(taken)
        ):
            return box
        text.remove()
    return None
