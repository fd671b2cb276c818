"""A firing solution or a burner's plan: a form, what came of it with all that speaks against it, an order."""

from collections.abc import Mapping
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType

from tui.chrome.clock import CLOCK
from tui.chrome.dialogs import Ask, Fields, Reading, Words, waiver
from tui.chrome.text import columns, finding, joined, plain
from tui.rooms.instructions import REST
from wxmod.actions import Desk, Outcome
from wxmod.actions.command import instructions
from wxmod.actions.firing import aiming
from wxmod.actions.firing import burner as burning
from wxmod.actions.firing.aiming import Solution
from wxmod.actions.firing.burner import Burning
from wxmod.domain.operations.operation import Purpose
from wxmod.wording import N_, _, titled
from wxmod.words import laying, orders

NUMBER = N_("空着自动编号")
Worked = Solution | Burning
"""What somebody worked out; nothing of it is written."""


class Worksheet(Fields):
    """A small form whose words are worked out, not written."""

    keys = N_("Tab 下一栏   Ctrl+S 计算   Esc 返回")


ASKED = (
    Ask("unit", N_("装备")),
    Ask("purpose", N_("目的")),
    Ask("layer", N_("播撒层"), hint=N_("底高,顶高（海拔米）")),
    Ask("azimuth", N_("方位角"), hint=N_("度")),
    Ask("range_m", N_("水平距离"), hint=N_("米")),
    Ask("target", N_("目标"), hint=N_("经度,纬度或作业点；代替方位角")),
    Ask("wind", N_("风"), hint=N_("来向,风速 或探空文件")),
    Ask("rounds", N_("用弹量"), hint=N_("空着取建议的下限")),
    Ask("cloud", N_("云类"), hint="weak strong …"),
    Ask("altitude", N_("发射点海拔"), hint=N_("空着照业务方案")),
    Ask("table", N_("射表名"), hint=N_("空着取最新的")),
    Ask("lightning_km", N_("雷电距离"), hint="km"),
    Ask("site", N_("作业点"), hint=N_("空着为装备所在的")),
    Ask("at", N_("何时"), hint=N_("空着为此刻")),
)


def form(desk: Desk, typed: Mapping[str, str]) -> Fields:
    """Asks for a firing solution; *typed* is what was asked last, and is kept there."""
    ordered = orders.fresh(desk)
    known = {"unit": ordered.get("equipment", ""), "purpose": ordered.get("purpose", "")}
    known |= typed
    units = orders.units(desk, fires=True)
    where = "  ".join(f"{unit} {site}" for unit, site in units.items())
    purposes = tuple(purpose.label for purpose in Purpose)
    filled = []
    for ask in ASKED:
        filled_in = ask._replace(value=known.get(ask.name, ""))
        if ask.name == "unit":
            filled_in = filled_in._replace(hint=where)
        if ask.name == "purpose":
            filled_in = filled_in._replace(offered=purposes)
        filled.append(filled_in)

    def act(words: Words) -> tuple[dict[str, str], Solution]:
        question = laying.question(desk, words)
        return dict(words), aiming.solve(desk, question)

    return Worksheet(_("求射击诸元（不写入）"), tuple(filled), act)


def burner(desk: Desk, typed: Mapping[str, str]) -> Fields:
    """Asks where a burner's plume goes; *typed* is what was asked last, and is kept there."""
    burners = [
        unit
        for unit in orders.units(desk, fires=False)
        if unit not in orders.units(desk, fires=True)
    ]
    known = {"unit": burners[0] if len(burners) == 1 else ""} | dict(typed)
    asked = (
        Ask("unit", N_("装备"), hint=" ".join(burners)),
        Ask("wind", N_("风"), hint=N_("来向,风速 或探空文件")),
        Ask("target", N_("目标"), hint=N_("经度,纬度或作业点")),
        Ask(
            "purpose",
            N_("目的"),
            offered=tuple(p.label for p in Purpose),
        ),
        Ask("rounds", N_("烟条数"), hint="1"),
        Ask("lift", N_("上升气流"), hint="m/s"),
        Ask("cold", N_("-5 ℃ 层"), hint=N_("海拔米，没有探空时给出")),
        Ask("altitude", N_("发射点海拔"), hint=N_("空着照业务方案")),
        Ask("at", N_("何时"), hint=N_("空着为此刻")),
    )
    filled = tuple(
        ask._replace(
            value=known.get(
                ask.name,
                "",
            )
        )
        for ask in asked
    )
    return Worksheet(
        _("烟羽去向（不写入）"),
        filled,
        lambda words: (
            dict(words),
            burning.solve(
                desk,
                laying.plume(desk, words),
            ),
        ),
    )


class Laid(Reading):
    """A solution to read, given back where it is to be ordered; nothing was written yet."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "i",
            "order",
            N_("下指令"),
        )
    ]
    keys = N_("I 照此下指令   ↑↓ 看图和校验   Esc 改条件")

    def __init__(self, desk: Desk, found: Worked) -> None:
        super().__init__(
            _("射击诸元") if isinstance(found, Solution) else _("烟羽去向"),
            told(desk, found),
        )
        self.found = found

    def action_order(self) -> None:
        self.dismiss(self.found)


def told(desk: Desk, found: Worked) -> Text:
    """What to lay by and what the rules say, then the picture; a refused one is still shown."""
    if found.refused:
        unfit = [plain(_("现在不能下达；✗ 各条解决后再算"), "bold red")]
    else:
        unfit = []
    if isinstance(found, Solution):
        said = laying.told(found)
    else:
        said = laying.plume_told(found)
    lines = columns([(titled(name), value) for name, value in said if value not in (None, "")])
    if isinstance(found, Solution):
        drawn = [
            plain(""),
            plain(
                aiming.draw(
                    desk,
                    found,
                )
            ),
        ]
    else:
        drawn = []
    return joined(
        [
            *unfit,
            *lines,
            plain(""),
            *(finding(f) for f in found.findings),
            *drawn,
        ]
    )


def instruction(desk: Desk, found: Worked) -> Fields:
    """Asks only for what a solution does not tell: until when, and what it belongs to."""
    known = orders.fresh(desk)
    solved = laying.solved(found)
    asked = (
        Ask("start", N_("自何时"), hint=N_("空着为诸元的时刻")),
        Ask(
            "end",
            N_("至何时"),
            known.get("end", ""),
            hint=CLOCK,
        ),
        *(
            ask._replace(
                value=known.get(
                    ask.name,
                    "",
                )
            )
            for ask in REST
            if ask.name != "remarks"
        ),
        Ask("number", N_("指令号"), hint=NUMBER),
    )

    def act(words: Words) -> Outcome:
        made = orders.told(
            desk,
            words,
            solved=solved,
        )
        waive = waiver(desk, words)
        return instructions.issue(
            desk,
            made,
            waive=waive,
            uid=words.uid,
            by=solved.plan,
        )

    return Fields(
        _("下达：{order}").format(order=orders.order_said(found.order)),
        asked,
        act,
        waivable=True,
    )
