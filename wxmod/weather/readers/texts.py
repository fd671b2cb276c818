"""Text files and their like: which of the readers knows one, and what it finds in it."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from wxmod.domain.errors import BadInput, UnreadableFileError
from wxmod.domain.visible import visible
from wxmod.weather.profile import Profile
from wxmod.weather.readers.micaps import stations as micaps_stations
from wxmod.weather.readers.micaps import text as micaps
from wxmod.weather.readers.soundings import bufkit, igra, lists
from wxmod.weather.readers.soundings.tables import holds_soundings, soundings_in
from wxmod.weather.readers.tables import stations
from wxmod.weather.readers.tables.stations import StationTable
from wxmod.wording import N_, _

LARGEST = 16_000_000
UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # what Windows calls Unicode
SHOWN = 12  # soundings of a file named when one must be chosen


class Held(NamedTuple):
    """What one text holds: soundings or a table of stations, never both."""

    profiles: Sequence[Profile] = ()
    stations: StationTable | None = None


def _one(read: Callable[[str, Path], Profile]) -> Callable[[str, Path], Held]:
    return lambda text, path: Held((read(text, path),))


def _several(read: Callable[[str, Path], list[Profile]]) -> Callable[[str, Path], Held]:
    return lambda text, path: Held(read(text, path))


def _table(text: str, path: Path) -> Held:
    table = stations.read_table(text, path)
    if holds_soundings(table):
        return Held(soundings_in(table, path))
    return Held(stations=table)


def _diamond(text: str, path: Path) -> Held:
    if micaps.kind_in(text) == micaps.SOUNDINGS:
        return Held(micaps_stations.read_soundings(text, path))
    return Held(stations=micaps_stations.read_stations(text, path))


_KINDS: Mapping[str, tuple[Callable[[str], bool], Callable[[str, Path], Held]]] = {
    "micaps": (micaps.is_diamond, _diamond),
    "spc": (lists.is_spc, _one(lists.read_spc)),
    "bufkit": (bufkit.is_bufkit, _several(bufkit.read_bufkit)),
    "igra": (igra.is_igra, _several(igra.read_igra)),
    "wyoming": (lists.is_wyoming, _several(lists.read_wyoming)),
    "table": (stations.is_table, _table),
}


def kind_of(start: bytes) -> str | None:
    """The reader for a file that begins with *start*; None where none knows it."""
    if b"\0" in start and not start.startswith(UTF_16):
        return None
    text = decoded(start)
    if micaps.kind_in(text) in micaps.GRIDS:
        return "diamond"
    return next(
        (kind for kind, (knows, _read) in _KINDS.items() if knows(text)),
        None,
    )


def decoded(content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or GB 18030 (GB 18030-2022, the encoding of Chinese forecasting systems)."""
    if content.startswith(UTF_16):
        return content.decode("utf-16", errors="ignore").replace("\r", "\n")
    for cut in range(4):  # what was sniffed may end within a letter
        try:
            return (
                content[: len(content) - cut]
                .decode("utf-8-sig")
                .replace(
                    "\r",
                    "\n",
                )
            )
        except UnicodeDecodeError:
            continue
    return content.decode("gb18030", errors="replace").replace("\r", "\n")


def read(kind: str, path: Path) -> Held:
    """The text at *path* by the reader of *kind*.

    Raises:
        UnreadableFileError: it is larger than any such file is, or broken.
    """
    if path.stat().st_size > LARGEST:
        raise UnreadableFileError(
            path,
            expected=_(N_("文本不超过 {n} MB")).format(n=LARGEST // 1_000_000),
            found=str(path.stat().st_size),
            remedy=N_("把文件按时次或站点分开"),
        )
    return _KINDS[kind][1](decoded(path.read_bytes()), path)


def picked(path: Path) -> tuple[Path, str]:
    """``FILE#WHICH`` taken apart; a file that is called so is itself."""
    name, mark, which = path.name.rpartition("#")
    if mark and name and not path.exists():
        return (path.with_name(name), which)
    return (path, "")


def chosen(profiles: Sequence[Profile], which: str) -> Profile:
    """The sounding *which* names: ``STATION``, ``TIME`` (UTC) or ``STATION@TIME``, each by its beginning.

    Raises:
        BadInput: none is called so, or several are there and none was named.
    """
    fit = _called(profiles, which)
    if len(fit) == 1:
        return fit[0]
    meant = fit or profiles
    labels = [_labels(each) for each in meant]
    names = ", ".join(visible(" ".join(pair)) for pair in labels[:SHOWN])
    if len(labels) > SHOWN:
        names += " …"
    station, at = labels[0]
    # The very words that take the first of them, so that whoever follows the advice arrives.
    example = visible(f"{station}@{at.removesuffix('Z')}")
    if labels.count(labels[0]) > 1:
        raise BadInput(
            N_("文件里有 {n} 份探空：{names}"),
            n=len(labels),
            names=names,
            remedy=N_("有几份站号和时间都相同：从文件里删去重复的"),
        )
    raise BadInput(
        N_("文件里有 {n} 份探空：{names}"),
        n=len(labels),
        names=names,
        remedy=_(N_("写作 文件#站号@时间 指明哪一份，如 文件#{example}")).format(example=example),
    )


def _called(profiles: Sequence[Profile], which: str) -> Sequence[Profile]:
    """Those of *profiles* that *which* names; all of them if it is empty."""
    if not which:
        return profiles
    station, mark, at = which.rpartition("@")
    if mark:
        of_station = _beginning(profiles, station, 0)
        return _beginning(of_station, at, 1)
    return _beginning(profiles, which, 0) or _beginning(profiles, which, 1)


def _beginning(profiles: Sequence[Profile], written: str, part: int) -> Sequence[Profile]:
    """Those whose station (0) or time (1) is *written*, or if none is, begins so."""
    labels = [(each, _labels(each)[part]) for each in profiles]
    exact = [each for each, label in labels if label.removesuffix("Z") == written.removesuffix("Z")]
    if exact:
        return exact
    return [each for each, label in labels if label.startswith(written)]


def _labels(profile: Profile) -> tuple[str, str]:
    """Station and time, as `chosen` knows them."""
    station = profile.place.split(" ")[0] or "-"
    if profile.valid_at is None:
        return station, "-"
    return station, f"{profile.valid_at:%Y-%m-%dT%H:%MZ}"
