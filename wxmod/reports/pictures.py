"""A field as a PNG with matplotlib, which loads only here."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wxmod import wording
from wxmod.domain.errors import StoreUnavailable, reason
from wxmod.wording import N_

HAN_FONTS = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei", "Microsoft YaHei", "SimHei", "PingFang SC", "Heiti SC", "Noto Sans CJK JP",
    "Droid Sans Fallback",
)  # fmt: skip
DPI, WIDTH_IN, HEIGHT_IN = 150, 8, 6


class Picture(NamedTuple):
    """What is drawn; words in a language the machine has letters for (see `han_font`)."""

    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    values: NDArray[np.float64]
    edges: Sequence[float]
    outline: Sequence[tuple[float, float]]
    sites: Mapping[str, tuple[float, float]]
    title: str
    unit: str
    note: str


def han_font() -> str:
    """A font of this machine that has Chinese letters; "" if there is none."""
    from matplotlib import font_manager  # noqa: PLC0415

    known = {font.name for font in font_manager.fontManager.ttflist}
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
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    with mpl.rc_context({"font.family": [font] if font else ["DejaVu Sans"], "axes.unicode_minus": False}):
        figure = Figure(figsize=(WIDTH_IN, HEIGHT_IN), dpi=DPI, layout="constrained")
        FigureCanvasAgg(figure)
        _plot(figure, picture)
        try:
            figure.savefig(path, format="png")
        except OSError as error:
            raise StoreUnavailable(N_("图写不进 {path}：{why}"), path=path, why=reason(error)) from error


def _plot(figure: Any, picture: Picture) -> None:
    from matplotlib import colormaps  # noqa: PLC0415
    from matplotlib.colors import BoundaryNorm  # noqa: PLC0415

    axes = figure.add_subplot()
    colours = colormaps["viridis"].resampled(max(len(picture.edges) - 1, 1))
    norm = BoundaryNorm(picture.edges, colours.N)
    shown = axes.pcolormesh(picture.lon, picture.lat, picture.values, cmap=colours, norm=norm, shading="nearest")
    bar = figure.colorbar(shown, ax=axes, shrink=0.85)
    bar.set_label(picture.unit)
    if picture.outline:
        axes.plot(*zip(*[*picture.outline, picture.outline[0]], strict=True), color="white", linewidth=2.4)
        axes.plot(*zip(*[*picture.outline, picture.outline[0]], strict=True), color="black", linewidth=1)
    for name, (lon, lat) in picture.sites.items():
        axes.plot(lon, lat, marker="^", color="white", markeredgecolor="black")
        axes.annotate(
            name, (lon, lat), xytext=(4, 4), textcoords="offset points", fontsize=8, clip_on=True,
            bbox={"boxstyle": "round,pad=0.15", "facecolor": "white", "alpha": 0.75, "linewidth": 0},
        )  # fmt: skip
    axes.set_xlim(float(picture.lon.min()), float(picture.lon.max()))
    axes.set_ylim(float(picture.lat.min()), float(picture.lat.max()))
    axes.set_aspect(1 / np.cos(np.deg2rad(float(picture.lat.mean()))))
    axes.set_title(picture.title, fontsize=11)
    axes.set_xlabel("°E")
    axes.set_ylabel("°N")
    figure.text(0.01, 0.01, picture.note, fontsize=7)
