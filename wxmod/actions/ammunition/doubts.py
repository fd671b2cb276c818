"""What is doubtful of codes just read: two read as one, spelled otherwise than before, read or received twice."""

from collections.abc import Sequence

from wxmod.actions.desk import Desk
from wxmod.domain.ammunition.codes import halves, read_code
from wxmod.domain.ammunition.scanning import Reading
from wxmod.domain.errors import BadInput
from wxmod.domain.text import twin_of
from wxmod.store import tables
from wxmod.wording import N_, Term


class State(Term):
    """What a code just read is to the record."""

    NEW = "new", N_("新编码")
    KNOWN = "known", N_("已登记")
    REPEATED = "repeated", N_("重复扫码")


def states(desk: Desk, read: Sequence[Reading]) -> list[State]:
    """What each code is: read more than once just now, on record already, or new."""
    codes = _codes(desk, read)
    known = tables.rounds.known_codes(desk.store, codes)
    found = []
    for code, reading in zip(codes, read, strict=True):
        if reading.times > 1:
            found.append(State.REPEATED)
        else:
            found.append(State.KNOWN if code in known else State.NEW)
    return found


def received_before(desk: Desk, read: Sequence[Reading]) -> tuple[str, ...]:
    """Codes among those read that came in from a maker before; a maker delivers a round once."""
    return tuple(sorted(tables.rounds.received(desk.store, _codes(desk, read))))


def refuse_doubtful(desk: Desk, read: Sequence[Reading]) -> None:
    """Take no code that is likely another one.

    Raises:
        BadInput: two codes whose line end got lost, or one that differs from another by letter case alone.
    """
    codes = _codes(desk, read)
    known = tables.rounds.known_codes(desk.store, _pieces(codes))
    lengths = {len(code) for code in codes}
    for code, reading in zip(codes, read, strict=True):
        pair = (
            None
            if reading.listed
            else halves(
                code,
                desk.program.codes,
                known,
                lengths,
            )
        )
        if pair:
            raise BadInput(
                N_("{code} 像是两个编码连在一起：{first} 和 {second}"),
                remedy=N_("扫描枪的回车可能丢了，重扫这两发；确是一个编码的，写进 CSV 清单导入"),
                code=code,
                first=pair[0],
                second=pair[1],
            )
    spellings = [*tables.rounds.spelled_alike(desk.store, codes), *codes]
    for code in codes:
        twin = twin_of(code, (each for each in spellings if each != code))
        if twin:
            raise BadInput(
                N_("编码 {code} 与 {known} 只差字母大小写"),
                remedy=N_("关掉键盘的大写锁定，重扫"),
                code=code,
                known=twin,
            )


def _codes(desk: Desk, read: Sequence[Reading]) -> list[str]:
    return [read_code(each.code, desk.program.codes).code for each in read]


def _pieces(codes: Sequence[str]) -> list[str]:
    """Every code and every beginning and end of one: what a joined one could be made of."""
    found = set(codes)
    for code in codes:
        for at in range(1, len(code)):
            found |= {code[:at], code[at:]}
    return sorted(found)
