"""What the commands of `wxmod stock` share: options, how they are read, how what was done is told."""

import sys
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from wxmod.actions import Desk, Outcome
from wxmod.actions.ammunition import doubts
from wxmod.actions.ammunition.code_lists import read_file, read_text
from wxmod.actions.ammunition.codes import Reading
from wxmod.actions.ammunition.lots import Fitness
from wxmod.actions.ammunition.stores import Handover
from wxmod.actions.registry import pins
from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.cli.registry.pins import proven
from wxmod.domain.ammunition.reliability import DudRate
from wxmod.domain.errors import BadInput
from wxmod.domain.text import normalise
from wxmod.domain.typed import whole
from wxmod.rules import Severity
from wxmod.wording import N_, _
from wxmod.words.reading import instant


def hands(command: Any) -> Any:
    """The options every transfer takes."""
    for flag, said in reversed(
        (
            ("--by", _("办理人（默认当前用户）")),
            ("--witness", _("第二人")),
            ("--at", _("办理时刻（默认此刻）")),
            ("--reason", _("事由")),
            ("--document", _("单据号")),
            ("--uid", _("操作编号：同一编号只写一次")),
            (
                "--pin-file",
                _("口令文件，每行 编号=口令（脚本用；或环境变量 WXMOD_PINS）；不写则在终端上询问"),
            ),
            ("--codes", _("编码清单：每行一个编码、CSV 或 JSON 文件；- 读标准输入（扫描枪）")),
        )
    ):
        command = click.option(flag, help=said)(command)
    mission = _("为哪次任务：作业指令号或联合作业名称")
    command = click.option("--for", "mission", metavar="MISSION", help=mission)(command)
    waive = _("豁免一条禁止规则并写明理由，如 M322=夜间仅一人在岗")
    return click.option(
        "--waive",
        "waived",
        multiple=True,
        metavar="CODE=WHY",
        help=waive,
    )(command)


def handover(desk: Desk, words: dict[str, Any]) -> Handover:
    """Who, when, why, under which paper, with which codes, as the options say."""
    waive = dict(text.partition("=")[::2] for text in words.get("waived") or ())
    if any(not why.strip() for why in waive.values()):
        raise BadInput(N_("豁免须写明理由"), remedy=N_("写作 --waive M322=理由"))
    read = codes(words.get("codes"))
    _note_states(desk, read)
    return Handover(
        words.get("by"),
        words.get("witness"),
        words.get("reason") or "",
        words.get("document") or "",
        moment(desk, words.get("at")),
        words.get("uid"),
        waive,
        normalise(words.get("mission") or "") or None,
        read,
        proven(desk, words),
    )


_STATES = "wxmod.codes"


def _note_states(desk: Desk, read: Sequence[Reading]) -> None:
    """Note how many of the codes just read are new, known or read twice: once written, all of them are known."""
    if read:
        click.get_current_context().meta[_STATES] = Counter(doubts.states(desk, read))


def _states() -> Counter[doubts.State]:
    found: Counter[doubts.State] = click.get_current_context().meta.get(_STATES, Counter())
    return found


def codes(source: str | None) -> tuple[Reading, ...]:
    """Codes from a file, or from a scanner typing on standard input."""
    if source is None:
        return ()
    if source == "-":
        return read_text(sys.stdin.read())
    return read_file(Path(source))


def counts(told: tuple[str, ...]) -> dict[str, int]:
    """Lots and numbers written ``LOT=ROUNDS``.

    Raises:
        BadInput: a lot is told twice; one of the two numbers would be lost.
    """
    found: dict[str, int] = {}
    for name, _equals, rounds in (text.partition("=") for text in told):
        if (lot := normalise(name)) in found:
            raise BadInput(
                N_("批号 {lot} 写了两次"), remedy=N_("同一批号的数量加在一起，写一次"), lot=lot
            )
        found[lot] = whole(rounds)
    return found


def shelf(
    desk: Desk, found: tuple[str, ...], words: dict[str, Any]
) -> tuple[dict[str, int], Handover]:
    """What was counted, lots nobody entered among it, with the count's hour, remarks and key."""
    unlisted = frozenset(counts(words["unlisted"]))
    hands = Handover(
        at=moment(desk, words["at"]),
        reason=words["remarks"],
        uid=words["uid"],
        unlisted=unlisted,
    )
    return counts((*found, *words["unlisted"])), hands


def moment(desk: Desk, text: str | None) -> datetime | None:
    return instant(desk, text) if text else None


def done(
    session: Session,
    outcome: Outcome,
    said: str,
) -> None:
    """Acknowledge what was written, with what the rules found."""
    text = said.format(name=outcome.name, mark=outcome.receipt.mark)
    alone = any(f.code in pins.ALONE and f.severity is Severity.BLOCK for f in outcome.findings)
    told = (
        _("单人办理已记为差异（wxmod stock discrepancies），只有局管理员可以销案。")
        if alone
        else ""
    )
    states = _states()
    parts = [f"{state.label} {states[state]}" for state in doubts.State if states[state]]
    scanned = _("扫码：{parts}").format(parts="，".join(parts)) if parts else ""
    document = outcome.as_dict()
    if states:
        document["codes"] = {state.value: states[state] for state in doubts.State}
    session.emit(
        document,
        show.paragraphs(
            text,
            scanned,
            show.findings(outcome.findings),
            told,
        ),
    )


EXPLAIN = N_("查清后写明：wxmod stock explain 条目 事项 --reason 原因")
SUBJECTS = N_("盘点的事项是批号；超时的见 wxmod stock due。")


def explaining() -> str:
    """How a difference is answered for, in lines no wider than a terminal."""
    return f"{_(EXPLAIN)}\n{_(SUBJECTS)}"


MARKS = {
    Fitness.STOPPED: "✗",
    Fitness.EXPIRED: "✗",
    Fitness.EXPIRING: "▲",
    Fitness.GOOD: "●",
    Fitness.UNKNOWN: "?",
    Fitness.DUD: "✗",
}


def dud_words(rate: DudRate) -> str:
    """A dud rate in words, with how sure it is."""
    said = _("故障 {duds}/{tried}，故障率 {rate:.1%}（95% 区间 {low:.1%}–{high:.1%}）")
    return said.format(
        duds=rate.duds,
        tried=rate.tried,
        rate=rate.rate or 0,
        low=rate.low,
        high=rate.high,
    )
