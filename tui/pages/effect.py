"""The before-and-after table of one operation, and the window in which its readings are noted."""

from collections.abc import Sequence
from pathlib import Path

from tui.chrome.dialogs import Ask, Fields, Reading, Words
from tui.chrome.text import columns, joined, plain
from wxmod.actions import Desk
from wxmod.actions.operations import effects
from wxmod.documents.effects import CAUTION
from wxmod.wording import N_, _, titled


def table(desk: Desk, no: str, notes: Sequence[str] = ()) -> Reading:
    """What was noted before and after, with what it cannot say under it.

    Args:
        notes: What a table of gauges could not tell.
    """
    (held,) = effects.found(desk, no)
    told = effects.told(desk, held)
    rows = columns([[titled(head) for head in told.brief], *told.rows])
    minutes = plain(_("′ 为距作业的分钟，前为负；差为后减前"), "dim")
    said = [
        minutes,
        *map(plain, told.lines),
        *(plain(f"· {each}") for each in notes),
        plain(""),
    ]
    return Reading(
        told.title,
        joined(
            [
                *rows,
                *said,
                plain(f"! {_(CAUTION)}", "yellow"),
            ]
        ),
    )


def form(desk: Desk, no: str) -> Fields:
    """Asks for the readings of a moment before and one after, or a table of gauges."""
    line = "minutes={n} dbz=35 top=8.2 vil=11"
    asked = (
        Ask("before", N_("作业前"), hint=line.format(n=-30)),
        Ask("after", N_("作业后"), hint=line.format(n=30)),
        Ask("more", N_("再一个时刻"), hint="minutes=60 station=S1 rain=1.2"),
        Ask("source", N_("来源"), hint=N_("产品时次或站")),
        Ask("gauges", N_("雨量站表"), hint=N_("文件：站号、时间、雨量")),
        Ask("period", N_("每行分钟"), hint=N_("雨量表每行是多少分钟的雨量")),
        Ask("remarks", N_("备注"), hint=N_("还看到什么")),
    )

    def act(words: Words) -> Reading:
        notes: list[str] = []
        lines = [words[name] for name in ("before", "after", "more") if words[name].strip()]
        told = [
            each
            for text in lines
            for each in effects.readings_from_text(text, words["source"].strip())
        ]
        if path := words["gauges"].strip():
            period = effects.period(words["period"])
            caught, notes = effects.gauged(
                desk,
                no,
                Path(path).expanduser(),
                period=period,
            )
            told += caught
        effects.note(desk, no, told, remarks=words["remarks"], uid=words.uid)
        return table(desk, no, notes)

    return Fields(_("记前后读数：{no}").format(no=no), asked, act)
