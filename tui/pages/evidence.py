"""Why it is favourable or not, line by line: what judged files say of a place, and what a process rests on."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.text import Text

from tui.chrome.text import plain
from wxmod.actions import Desk
from wxmod.actions.weather import opportunities, reading
from wxmod.actions.weather.opportunities import Opportunity
from wxmod.domain.command.processes import Evidence, Origin, Verdict
from wxmod.wording import _

MARKS = {
    Verdict.MET: ("✓", "green"),
    Verdict.NOT_MET: ("✗", "red"),
    Verdict.UNKNOWN: ("?", "yellow"),
}


def of_place(desk: Desk, found: Any) -> Iterator[Text]:
    """Every set's verdict of an `Assessment`, at one place and time."""
    if found.valid_at:
        at = f"{desk.local(found.valid_at):%Y-%m-%d %H:%M}"
    else:
        at = _("时间不详")
    yield plain(f"{found.place}  {at}", "bold")
    for judgement in found.judgements:
        yield plain("")
        style = "bold"
        if judgement.favourable:
            style = "bold green"
        yield plain(reading.verdict(judgement), style)
        if judgement.caution:
            yield plain(f" ! {judgement.caution}", "yellow")
        yield from _thresholds(judgement.evidence)
    yield plain("")
    yield from notes(found.notes)
    yield from _files(found.origins)


def of_process(desk: Desk, each: Opportunity) -> Iterator[Text]:
    """Everything about a process."""
    for n, line in enumerate(opportunities.told(desk, each)):
        style = "bold"
        if n:
            style = ""
        yield plain(line, style)
    yield from _thresholds(each.evidence)
    if not each.evidence:
        yield plain(_("凭人工判断登记，没有判据依据"), "dim")
    yield from _files(each.origins)


def notes(said: Sequence[str]) -> Iterator[Text]:
    """What the readers repaired or left unused."""
    for note in said:
        yield plain(f"- {note}", "dim")


def _thresholds(evidence: Sequence[Evidence]) -> Iterator[Text]:
    for e in evidence:
        mark, style = MARKS[e.verdict]
        if e.value is None:
            value = "-"
        else:
            value = f"{e.value:.4g}"
        yield plain(
            f" {mark} {reading.measured(e.ingredient)}  {value}  ({e.threshold})",
            style,
        )
        yield plain(
            f"     {e.confidence.label} · {reading.cited(e.source)} {e.reason}",
            "dim",
        )


def _files(origins: Sequence[Origin]) -> Iterator[Text]:
    for origin in origins:
        yield plain(
            f"- {origin.file} SHA-256 {origin.sha256[:16]}…",
            "dim",
        )
