"""Which of the times a file holds is meant by the one asked for; one that it does not reach is refused."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from wxmod.domain.errors import BadInput
from wxmod.weather.judging.criteria import definition
from wxmod.wording import N_, _


def taken(known: Sequence[datetime | None], when: datetime | None) -> tuple[int, tuple[str, ...]]:
    """Where in *known* the time nearest to *when* stands (the first, if not given), and what is to be said of it.

    Beyond the first and the last time a file speaks for half a step, alone for `time_reach_h` hours; times are told
    on the clock *when* is on.

    Raises:
        BadInput: *when* lies farther off.
    """
    there = sorted((at, k) for k, at in enumerate(known) if at is not None)
    if when is None:
        return 0, ()
    if not there:
        return 0, (_(N_("资料没有时次，没有按 --time 挑选")),)
    first = there[0][0]
    last = there[-1][0]
    alone = timedelta(hours=definition("time_reach_h"))
    before, after = (
        (
            (there[1][0] - first) / 2,
            (last - there[-2][0]) / 2,
        )
        if len(there) > 1
        else (alone, alone)
    )
    if not first - before <= when <= last + after:
        span = " … ".join(_clock(at, when) for at in dict.fromkeys([first, last]))
        raise BadInput(
            N_("资料不到 {when}：它有 {n} 个时次，{span}"),
            when=_clock(when, when),
            n=len(there),
            span=span,
            remedy=N_("换成这段时间里的 --time，或换文件；不写 --time 取第一个时次"),
        )
    at, k = min(there, key=lambda each: abs(each[0] - when))
    if at == when:
        return k, ()
    said = _(N_("资料没有 {when}，取最近的时次 {taken}"))
    return k, (said.format(when=_clock(when, when), taken=_clock(at, when)),)


def _clock(at: datetime, of: datetime) -> str:
    """*at* on the clock *of* was told on; a Z marks that of Greenwich, which is not the county's."""
    local = at.astimezone(of.tzinfo)
    return f"{local:%Y-%m-%d %H:%M}" + ("" if local.utcoffset() else "Z")
