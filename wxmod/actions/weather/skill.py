"""`weather verify`: the programme's criteria, or those named, against rain or hail."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wxmod.actions.desk import Desk
from wxmod.actions.weather.forecasts import Wanted, asked
from wxmod.actions.weather.reading import chosen
from wxmod.domain.errors import UnreadableFileError
from wxmod.domain.operations.operation import Purpose
from wxmod.weather.judging.criteria import load_criteria
from wxmod.wording import N_

if TYPE_CHECKING:
    from wxmod.evaluation.verification import HailVerified, Terms, Verified


def rain(
    desk: Desk,
    wanted: Wanted,
    observed: Sequence[Path],
    terms: "Terms",
) -> "tuple[Verified, ...]":
    """Skill against observed rain.

    Raises:
        UnreadableFileError: nothing here can read the files.
        BadInput: no rain is observed there and then, or a set was drawn from this very data.
    """
    from wxmod.evaluation.verification import against_rain  # noqa: PLC0415  loads the kernel

    return against_rain(asked(desk, wanted), observed, terms)


def hail(
    desk: Desk,
    soundings: Sequence[Path],
    *,
    criteria: Sequence[str] = (),
    controls: Sequence[Path] = (),
    sizes: Path | None = None,
    dataset: str = "",
) -> "tuple[HailVerified, ...]":
    """Skill on soundings before hail; folders mean all their files.

    Raises:
        UnreadableFileError: the table of sizes cannot be read, or no sounding.
        BadInput: a set was drawn from this very data.
    """
    from wxmod.evaluation import verification  # noqa: PLC0415  loads the kernel

    sets = list(criteria) or [
        name for name in chosen(desk) if load_criteria(name).purpose is Purpose.HAIL
    ]
    verification.untouched(sets, dataset)
    known = verification.read_sizes(sizes) if sizes else {}
    cases = verification.Cases(
        list(_files(soundings)),
        list(_files(controls)),
        known,
    )
    return verification.against_hail(
        sets,
        cases,
        desk.local(desk.now()),
    )


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        held = sorted(p for p in path.iterdir() if p.is_file()) if path.is_dir() else [path]
        if not held:
            raise UnreadableFileError(
                path,
                expected=N_("探空"),
                found=N_("没有这样的文件"),
                remedy=N_("--hail 给探空文件或放探空的目录"),
            )
        yield from held


def terms(
    event_mm: float | None,
    hours: float | None,
    neighbourhood: int,
    dataset: str,
) -> "Terms":
    """How verdicts are to be held against rain."""
    from wxmod.evaluation.verification import Terms  # noqa: PLC0415  loads the kernel

    return Terms(event_mm, hours, neighbourhood, dataset)
