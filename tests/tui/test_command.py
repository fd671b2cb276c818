"""Planning and command from the keyboard: what the plan page's rooms write, and that nothing is lost on the way."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input, Static, TextArea

from tests.duty_log import at, set_pins
from tests.scenarios.log import DutyLog, prepared
from tests.tui.test_app import text
from tui.app import WxmodApp
from tui.chrome.dialogs import Fields, Reading
from tui.chrome.editor import Editor
from tui.chrome.leaves import Leaves
from tui.chrome.paged import PagedTable
from tui.chrome.room import Room
from tui.pages.plan import PlanPage
from tui.rooms.airspace import AirspaceRoom
from tui.rooms.firing import Laid
from tui.rooms.instructions import InstructionRoom
from tui.rooms.notices import NoticeRoom
from tui.rooms.products import ProductRoom
from tui.rooms.suspension import SuspensionRoom
from wxmod import wording
from wxmod.actions import Desk
from wxmod.actions.airspace import clearances
from wxmod.actions.ammunition import stores
from wxmod.actions.command import instructions, notices, stages, suspension
from wxmod.actions.operations import effects, recording
from wxmod.domain.airspace import ClearanceStatus
from wxmod.domain.command.instructions import InstructionStatus
from wxmod.domain.errors import BadInput, StoreUnavailable
from wxmod.domain.registry import pins as kept_pins
from wxmod.domain.visible import visible
from wxmod.planning.airspace import MessageKind
from wxmod.store import tables

LABEL = 13  # cells before a field, but for the blank
HOSTILE = "[red]雷[/red] [@click=app.quit]x"


@pytest.fixture
def log(desk: Desk, tmp_path: Path) -> DutyLog:
    made = DutyLog(desk, "2023-07-20", tmp_path)
    prepared(made)
    return made


class Clock:
    """A clock the test moves."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.now = desk, desk.now()

    def set(self, text: str) -> "Clock":
        self.now = at(self.desk, f"2023-07-20 {text}")
        return self

    def __call__(self) -> datetime:
        return self.now


def app_at(desk: Desk, moment: str) -> tuple[WxmodApp, Clock]:
    clock = Clock(desk).set(moment)
    return WxmodApp(replace(desk, clock=clock)), clock


async def press(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


async def typed(pilot: Pilot[Any], **words: str) -> None:
    for name, value in words.items():
        pilot.app.screen.query_one(f"#ask-{name}", Input).value = value
    await pilot.pause()


def shown(app: Any) -> str:
    """Everything on the screen; fails where a line is cut or acts on the terminal."""
    lines = text(app)
    assert {cell_len(line) for line in lines} == {app.size.width}
    assert [line for line in lines if visible(line) != line] == []
    labels = [str(label.render()) for label in app.screen.query(".label")]
    assert [label for label in labels if cell_len(label) > LABEL] == []
    if isinstance(app.screen, Room):
        assert app.screen.query_one(PagedTable).max_scroll_x == 0
    return "\n".join(lines)


def fault(app: Any) -> str:
    return str(app.screen.query_one("#fault", Static).render())


async def test_an_application_goes_its_whole_way_from_the_keyboard(log: DutyLog) -> None:
    app, clock = app_at(log.desk, "14:40")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f4", "a", "n")
        await typed(pilot, sites="东邢")
        await press(pilot, "tab", *"1500", "enter", *"1520", "ctrl+s")
        (held,) = clearances.listed(log.desk)
        assert isinstance(app.screen, Leaves)
        assert clearances.message(app.desk, held.number, MessageKind.REQUEST).text.split("\n")[
            2
        ] in shown(app)
        clock.set("14:45")
        await press(pilot, "escape", "g")
        words = {
            name: app.screen.query_one(f"#ask-{name}", Input).value for name in ("start", "end")
        }
        assert words == {"start": "15:00", "end": "15:20"}
        await typed(pilot, end="15:15", approval="批 7", max_height_msl_m="６５００")
        await press(pilot, "ctrl+s")
        (held,) = clearances.listed(log.desk)
        assert (held.status, held.approval, held.max_height_msl_m) == (
            ClearanceStatus.GRANTED,
            "批 7",
            6500,
        )
        clock.set("15:01")
        await press(pilot, "s", "ctrl+s")
        assert "作业开始报" in shown(app)
        clock.set("15:09")
        await press(pilot, "escape", "c", "ctrl+s")
        assert "作业结束报" in shown(app)
        await press(pilot, "right")
        assert "空域申请" in shown(app)
        await press(pilot, "escape", "escape")
        assert isinstance(app.screen, PlanPage)
    (held,) = clearances.listed(log.desk)
    assert held.status is ClearanceStatus.CLOSED
    assert (held.started_at, held.closed_at) == (
        at(log.desk, "2023-07-20 15:01"),
        at(log.desk, "2023-07-20 15:09"),
    )


@pytest.mark.parametrize("lang", wording.LANGUAGES)
async def test_refused_airspace_takes_a_few_keys_and_its_reason_is_text(
    log: DutyLog, lang: str
) -> None:
    log.at("14:40", "airspace request --site 东邢 --start 15:00 --end 15:20")
    wording.use(lang)
    app, _clock = app_at(log.desk, "14:45")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f4", "a", "f", "ctrl+s")
        assert clearances.listed(log.desk)[0].status is ClearanceStatus.REQUESTED
        assert ("原因: 必填" if lang == "zh" else "Reason: required") in fault(app)
        await typed(pilot, reason=HOSTILE + "\x1b[2J\u202e")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, AirspaceRoom)
        assert HOSTILE in shown(app)
    (held,) = clearances.listed(log.desk)
    assert (held.status, held.remarks) == (ClearanceStatus.REFUSED, HOSTILE + "[2J")


@pytest.mark.parametrize("lang", wording.LANGUAGES)
async def test_only_keys_that_fit_the_line_are_offered_and_the_footer_holds_them(
    log: DutyLog, lang: str
) -> None:
    number = log.at("14:40", "airspace request --site 东邢 --start 15:00 --end 15:20")["name"]
    wording.use(lang)
    app, _clock = app_at(log.desk, "14:45")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f4", "a", "s")
        assert isinstance(app.screen, AirspaceRoom)  # nothing was granted: no start to report
        foot = text(app)[-1]
        assert all(f" {key} " in f" {foot}" for key in "ngdfxm")
        assert "F10" in foot
        assert " s " not in foot
        log.at("14:50", f"airspace grant {number} --start 15:00 --end 15:15")
        app.screen.show()
        await pilot.pause()
        foot = text(app)[-1]
        assert all(f" {key} " in f" {foot}" for key in "nscgxm")
        assert "F10" in foot
        await press(pilot, "f1")
        assert "←→" in shown(app)


def test_what_is_offered_is_what_may_be_written(log: DutyLog) -> None:
    """Each step offered is taken without a fault, each one not offered is refused."""
    words: dict[str, dict[str, Any]] = {
        "grant": {"window": None},
        "delay": {"until": at(log.desk, "2023-07-20 14:59")},
        "refuse": {"reason": "x"},
        "cancel": {"reason": "x"},
        "start": {},
        "close": {},
    }
    for n, before in enumerate(
        (
            (),
            ("grant",),
            ("delay",),
            ("refuse",),
            ("grant", "start"),
            ("grant", "close"),
        )
    ):
        for step in words:
            desk = replace(log.desk, clock=Clock(log.desk).set("14:50"))
            number = f"K{n}{step}"
            log.at(
                "14:40", f"airspace request --site 东邢 --start 15:00 --end 15:20 --number {number}"
            )
            for done in (*before, step):
                held = clearances.get(desk, number)
                told = words[done] | ({"window": held.wanted} if done == "grant" else {})
                if done in clearances.steps(held):
                    getattr(clearances, done)(desk, number, **told)
                else:
                    with pytest.raises(BadInput):
                        getattr(clearances, done)(desk, number, **told)


async def test_a_block_nobody_may_waive_is_shown_with_its_remedy_and_offers_nothing(
    log: DutyLog,
) -> None:
    app, _clock = app_at(log.desk, "14:40")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f4", "a", "n")
        await typed(pilot, sites="东邢 西村", start="1200", end="1300")
        await press(pilot, "ctrl+s")
        message = fault(app)
        assert "A222" in message
        assert "不得豁免" in message
        assert "→" in message
        assert app.screen.query_one("#ask-sites", Input).value == "东邢 西村"
        assert not app.screen.query("#waivers Line")
    assert clearances.listed(log.desk) == []


async def test_a_block_that_takes_two_is_waived_in_place_by_two_pins(
    log: DutyLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_pins, "LOG2_COST", 4)
    cleared(log)
    set_pins(log.desk, {"C1": "271828", "C2": "314159"})
    app, _clock = app_at(log.desk, "14:57")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f4", "i", "n")
        aim = {"azimuths_deg": "230", "elevations_deg": "60"}
        await typed(pilot, purpose="防雹", rounds="999", **aim)
        await press(pilot, "ctrl+s")
        assert "M301" in fault(app)
        assert "豁免 M301" in shown(app)
        why = {"waive-M301": "增援弹药在途", "waive-second": "C2"}
        await typed(pilot, **why, **{"waive-pin": "271828"})
        await press(pilot, "ctrl+s")
        assert "两人凭口令" in fault(app)
        assert instructions.listed(log.desk) == []
        await typed(pilot, **{"waive-second-pin": "314159"})
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, InstructionRoom)
    (held,) = instructions.listed(log.desk)
    assert held.instruction.orders[0].rounds == 999


async def test_a_stop_stands_in_the_top_line_of_every_page_within_a_refresh(log: DutyLog) -> None:
    app, clock = app_at(log.desk, "14:57")
    async with app.run_test(size=(80, 24)) as pilot:
        assert "✗" not in text(app)[0]
        log.at("14:58", "plan suspension evaluate order --stop --source 省人影中心")
        clock.set("14:59")
        for key in ("2", "f5", "1", "f4"):
            await press(pilot, key)
            app.screen.tick()
            await pilot.pause()
            top = text(app)[0]
            assert "增雨✗" in top
            assert "防雹✗" in top
            assert "暂停 全县" in top
        log.at("15:00", "plan suspension evaluate order --go --source 省人影中心")
        clock.set("15:01")
        app.screen.tick()
        await pilot.pause()
        assert "暂停" not in text(app)[0]
        await press(pilot, "a")
        assert isinstance(app.screen, AirspaceRoom)
        log.at("15:02", "plan suspension evaluate order --stop --source 省人影中心")
        clock.set("15:03")
        app.screen.tick()
        await pilot.pause()
        assert "暂停 全县" in text(app)[0]


async def test_a_full_disk_is_told_in_the_window(
    log: DutyLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.at("14:40", "airspace request --site 东邢 --start 15:00 --end 15:20")

    def full(*_args: object, **_named: object) -> None:
        raise StoreUnavailable("磁盘已满")

    monkeypatch.setattr(Desk, "write", full)
    app, _clock = app_at(log.desk, "14:45")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f4", "a", "x")
        await typed(pilot, reason="不打了")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, Fields)
        assert "磁盘已满" in fault(app)
        assert app.screen.query_one("#ask-reason", Input).value == "不打了"


def cleared(log: DutyLog) -> None:
    number = log.at("14:50", "airspace request --site 东邢 --start 15:00 --end 15:20")["name"]
    log.at("14:56", f"airspace grant {number} --start 15:00 --end 15:15")


def issued(log: DutyLog) -> str:
    cleared(log)
    made = log.at(
        "14:57",
        "plan instruction issue --site 东邢 --purpose hail --start 15:00 --end 15:12"
        " --order 'equipment=G1 rounds=9 azimuth=230,250 elevation=60'",
    )
    return str(made["name"])


@pytest.mark.parametrize("lang", wording.LANGUAGES)
async def test_an_instruction_is_issued_answered_revised_and_cancelled(
    log: DutyLog, lang: str
) -> None:
    cleared(log)
    log.at("14:30", "weather declare --start 14:30 --end 17:00 --purpose hail --reason 雷达")
    wording.use(lang)
    app, _clock = app_at(log.desk, "14:57")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f4", "i", "n")
        known = {
            n: app.screen.query_one(f"#ask-{n}", Input).value
            for n in ("site", "start", "end", "equipment")
        }
        assert known == {"site": "东邢", "start": "15:00", "end": "15:15", "equipment": "G1"}
        await press(
            pilot,
            "9",
            "tab",
            *"230",
            "space",
            *"250",
            "tab",
            *"60",
            "ctrl+s",
        )
        assert isinstance(app.screen, InstructionRoom)
        (held,) = instructions.listed(log.desk)
        told = held.instruction
        assert (told.orders[0].rounds, told.orders[0].azimuths_deg, told.process) == (
            9,
            (230, 250),
            "GC20230720",
        )
        assert "G1 ×9 230–250° ∠60°" in shown(app)
        assert "F10" in text(app)[-1]
        await press(pilot, "a", *"P11", "ctrl+s")
        assert instructions.listed(log.desk)[0].status is InstructionStatus.ACKNOWLEDGED
        await press(pilot, "e")
        await typed(pilot, reason="回波南移", azimuths_deg="200", more="equipment=G1")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, Fields)  # the second order lacks its rounds
        await typed(pilot, more="")
        await press(pilot, "ctrl+s")
        (held,) = instructions.listed(log.desk)
        assert (held.instruction.revision, held.instruction.orders[0].azimuths_deg) == (2, (200,))
        assert held.status is InstructionStatus.ISSUED
        await press(pilot, "d", *"P11", "tab")
        await typed(pilot, reason=HOSTILE)
        await press(pilot, "ctrl+s")
        assert instructions.listed(log.desk)[0].status is InstructionStatus.DECLINED
        assert HOSTILE in shown(app)
        await press(pilot, "x")
        await typed(pilot, reason="不打了")
        await press(pilot, "ctrl+s", "enter")
        assert "不打了" in shown(app)
        await press(pilot, "escape", "escape")
        assert isinstance(app.screen, PlanPage)
    assert instructions.listed(log.desk)[0].status is InstructionStatus.CANCELLED


async def test_an_instruction_the_rules_block_stays_in_the_window_with_what_to_do(
    log: DutyLog,
) -> None:
    app, _clock = app_at(log.desk, "14:57")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f4", "i", "n")
        await press(pilot, "ctrl+s")
        said = fault(app)
        assert "作业点" in said
        assert "用弹量: 必填" in said
        await typed(
            pilot,
            site="东邢",
            purpose="防雹",
            start="1500",
            end="1512",
            equipment="G1",
            rounds="9",
        )
        await press(pilot, "ctrl+s")
        assert "A201" in fault(app)
        assert "→ 先申请空域" in fault(app)
        assert "不得豁免" in fault(app)
        assert app.screen.query_one("#ask-rounds", Input).value == "9"
    assert instructions.listed(log.desk) == []


@pytest.mark.parametrize("lang", wording.LANGUAGES)
async def test_how_the_work_agreed_is_one_key_away(log: DutyLog, lang: str) -> None:
    number = issued(log)
    log.at(
        "15:20",
        "op record --site 东邢 --purpose hail --equipment G1 --lot A-7 --rounds 12 --start 15:02"
        f" --end 15:05 --azimuth 240 --elevation 60 --instruction {number}",
    )
    wording.use(lang)
    app, _clock = app_at(log.desk, "15:30")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f4", "i", "enter")
        said = shown(app)
        assert "20230720-001-1" in said
        assert ("用弹量" if lang == "zh" else "rounds") in said
        assert "12" in said
        assert "07-20 15:02–15:05" in said


@pytest.mark.parametrize("lang", wording.LANGUAGES)
async def test_a_reason_to_stop_is_looked_at_and_its_looks_are_kept(
    log: DutyLog, lang: str
) -> None:
    wording.use(lang)
    app, clock = app_at(log.desk, "14:00")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f4", "s", "s", "ctrl+s")
        assert ("来源: 必填" if lang == "zh" else "Source: required") in fault(app)
        await typed(pilot, source=HOSTILE, until="1500")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, SuspensionRoom)
        assert HOSTILE in shown(app)
        assert "F10" in text(app)[-1]
        clock.set("14:30")
        await press(pilot, "g")
        await typed(pilot, source="县防办")
        await press(pilot, "ctrl+s", "h")
        said = shown(app)
        assert said.index("县防办") < said.index(HOSTILE[:6])
        assert "15:00" in said
        await press(pilot, "escape", "escape")
        assert isinstance(app.screen, PlanPage)
    assert [(e.rule, e.tripped) for e in suspension.history(log.desk)] == [
        ("flood", True),
        ("flood", False),
    ]


async def test_a_threshold_is_measured_and_one_without_a_limit_says_what_to_do(
    log: DutyLog,
) -> None:
    app, _clock = app_at(log.desk, "14:00")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f4", "s")
        app.screen.query_one(PagedTable).go(4)
        await press(pilot, "s")
        assert isinstance(app.screen, SuspensionRoom)  # a threshold is not decided by hand
        await press(pilot, "v")
        await typed(pilot, observed="40", source="墒情站")
        await press(pilot, "ctrl+s")
        assert "planning.toml" in fault(app)
    assert suspension.history(log.desk) == []


async def go_to(pilot: Pilot[Any], key: str) -> None:
    room = pilot.app.screen
    room.query_one(PagedTable).go([room.key(line) for line in room.rows].index(key))  # type: ignore[attr-defined]
    await pilot.pause()


@pytest.mark.parametrize("lang", wording.LANGUAGES)
async def test_a_product_is_drafted_edited_signed_and_read(log: DutyLog, lang: str) -> None:
    log.at("13:00", "weather declare --start 15:00 --end 17:00 --purpose hail --reason 雷达")
    wording.use(lang)
    app, _clock = app_at(log.desk, "14:00")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f4", "p")
        assert isinstance(app.screen, ProductRoom)
        assert app.screen.key(app.screen.chosen()) == "GC20230720 3"  # it opens on what is due
        assert "GC20230720" in shown(app)
        assert "F10" in text(app)[-1]
        await go_to(pilot, "GC20230720 3")
        await press(pilot, "g")
        await typed(pilot, kind="upper", title="展望", text=HOSTILE, issued_by="省台")
        await press(pilot, "ctrl+s")
        assert [(g.title, g.text, g.stage) for g in stages.guidance(log.desk)] == [
            ("展望", HOSTILE, None)
        ]
        await press(pilot, "e")
        assert isinstance(app.screen, Editor)
        paper = app.screen.query_one(TextArea)
        assert HOSTILE in paper.text  # the draft tells what was attached, to the letter
        drafted = paper.text
        await press(pilot, "x", "y", "escape", "e")
        paper = app.screen.query_one(TextArea)
        assert paper.text == "xy" + drafted  # kept, though nothing was signed
        app.post_message(Paste("一\n二\u200b\x1b[2J"))
        await pilot.pause()
        assert paper.text.startswith("一\n二[2Jxy")
        shown(app)
        await press(pilot, "ctrl+s")
        await typed(pilot, by="C2")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, ProductRoom)
        (made,) = stages.products(log.desk)
        assert (made.stage, made.signed_by, made.text) == ("3", "C2", "一\n二[2Jxy" + drafted)
        assert made.cites == (stages.guidance(log.desk)[0].number,)
        await press(pilot, "enter")
        assert "二[2Jxy" in shown(app)
        await press(pilot, "right")
        assert HOSTILE in shown(app)
        await press(pilot, "escape", "e")
        assert (
            app.screen.query_one(TextArea).text == stages.draft_of(app.desk, "GC20230720", "3").text
        )
        await press(pilot, "escape", "escape")
        assert isinstance(app.screen, PlanPage)


async def test_a_written_report_is_signed_and_noted_in_its_operation(log: DutyLog) -> None:
    number = issued(log)
    log.at(
        "15:20",
        "op record --site 东邢 --purpose hail --equipment G1 --lot A-7 --rounds 9 --start 15:02"
        f" --end 15:05 --azimuth 240 --elevation 60 --instruction {number}",
    )
    app, _clock = app_at(log.desk, "15:30")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f4", "p")
        assert "书面报告" in shown(app)
        await press(pilot, "e", "ctrl+s")
        assert "上报时刻" in shown(app)
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, ProductRoom)
    (row,) = recording.find(log.desk)
    assert row.operation.reported_at == at(log.desk, "2023-07-20 15:30")
    (made,) = stages.products(log.desk)
    assert made.operations == (row.no,)


async def test_who_may_not_sign_is_told_and_the_words_stay(log: DutyLog) -> None:
    log.at("13:00", "weather declare --start 15:00 --end 17:00 --purpose hail --reason 雷达")
    app, _clock = app_at(log.desk, "14:00")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f4", "p")
        await go_to(pilot, "GC20230720 3")
        await press(pilot, "e", "字", "ctrl+s")
        await typed(pilot, by="K1")
        await press(pilot, "ctrl+s")
        assert "→" in fault(app)
        await press(pilot, "escape")
        assert app.screen.query_one(TextArea).text.startswith("字")
    assert stages.products(log.desk) == []


@pytest.mark.parametrize("lang", wording.LANGUAGES)
async def test_a_notice_is_drafted_then_recorded_without_typing_it_twice(
    log: DutyLog, lang: str
) -> None:
    wording.use(lang)
    app, _clock = app_at(log.desk, "14:00")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f4", "g", "d")
        await typed(pilot, basis=HOSTILE, area="射界内", police="2023-13-40")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, Fields)
        assert "2023-13-40" in fault(app)
        await typed(pilot, police="7-19")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, Reading)
        assert notices.listed(log.desk) == []
        await press(pilot, "escape", "n")
        assert app.screen.query_one("#ask-basis", Input).value == HOSTILE
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, NoticeRoom)
        assert "F10" in text(app)[-1]
        shown(app)
        await press(pilot, "enter", "end")
        shown(app)
    (made,) = notices.listed(log.desk)
    assert (made.basis, made.area, str(made.police_told_on)) == (HOSTILE, "射界内", "2023-07-19")


@pytest.mark.parametrize("lang", wording.LANGUAGES)
async def test_before_and_after_is_noted_and_shown_with_its_caution(
    log: DutyLog, lang: str
) -> None:
    log.at(
        "15:20",
        "op record --site 东邢 --purpose hail --equipment G1 --lot A-7 --rounds 9 --start 15:02"
        " --end 15:05",
    )
    wording.use(lang)
    app, _clock = app_at(log.desk, "17:30")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "2", "b")
        caution = "不能作统计检验" if lang == "zh" else "cannot be tested"
        assert "—" in shown(app)
        await press(pilot, "escape", "n")
        await typed(
            pilot, before="minutes=-30 dbz=52 top=9", after="minutes=30 dbz=41", source="太原 CR"
        )
        await press(pilot, "ctrl+s")
        said = shown(app)
        assert "52" in said
        assert "-11" in said
        assert sum("dBZ" in line for line in said.split("\n")) == 1
        assert caution in " ".join(said.replace("│", " ").split()), said
        await press(pilot, "escape", "n")
        await typed(pilot, before="minutes=-30 dbz=x", source="y")
        await press(pilot, "ctrl+s")
        assert "→" in fault(app)
    (held,) = effects.found(log.desk, "20230720-001-1")
    assert held.noted


async def test_a_gauge_table_needs_its_period_and_says_what_it_lacks(log: DutyLog) -> None:
    log.at(
        "15:20",
        "op record --site 东邢 --purpose rain --equipment G1 --lot A-7 --rounds 9 --start 15:02"
        " --end 15:05",
    )
    path = log.folder / "gauges.csv"
    path.write_text(
        "站号,时间,降水_mm\nS1,2023-07-20 15:00,1.0\nS1,2023-07-20 16:00,2.0\n", "utf-8"
    )
    app, _clock = app_at(log.desk, "18:30")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "2", "n")
        await typed(pilot, gauges=str(path), remarks="见雨")
        await press(pilot, "ctrl+s")
        assert "多少分钟" in fault(app)
        await typed(pilot, period="60")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, Reading)
        assert "见雨" in shown(app)


LAYING = {
    "unit": "G1",
    "purpose": "hail",
    "layer": "4500,6000",
    "azimuth": "250",
    "range_m": "2900",
    "wind": "270,12",
    "altitude": "900",
    "cloud": "weak",
    "rounds": "18",
}


@pytest.mark.parametrize("lang", wording.LANGUAGES)
async def test_a_solution_is_read_and_ordered_without_retyping(log: DutyLog, lang: str) -> None:
    cleared(log)
    wording.use(lang)
    app, _clock = app_at(log.desk, "15:01")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f4", "f")
        assert (
            app.screen.query_one("#ask-unit", Input).value == "G1"
        )  # of the site whose airspace is open
        await typed(pilot, **(LAYING | {"layer": "6000,4500"}))
        await press(pilot, "ctrl+s")
        assert "6000,4500" in fault(app)
        await typed(pilot, layer="4500,6000")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, Laid)
        shown(app)
        whole = str(app.screen.text)
        assert "250°" in whole
        assert "·" in whole
        await press(pilot, "escape")
        assert (
            app.screen.query_one("#ask-range_m", Input).value == "2900"
        )  # asked anew, from what was asked
        await press(pilot, "ctrl+s", "i")
        assert app.screen.query_one("#ask-end", Input).value == "15:15"
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, InstructionRoom)
        shown(app)
    (held,) = instructions.listed(log.desk)
    order = held.instruction.orders[0]
    assert (order.equipment, order.rounds, order.azimuths_deg, order.elevations_deg) == (
        "G1",
        18,
        (250,),
        (60,),
    )
    assert ("诸元按 射表 T" if lang == "zh" else "table T") in held.instruction.remarks


@pytest.mark.parametrize("lang", wording.LANGUAGES)
async def test_a_burners_plume_is_read_and_ordered_without_retyping(
    log: DutyLog, lang: str
) -> None:
    wording.use(lang)
    app, _clock = app_at(log.desk, "15:01")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f4", "b")
        assert app.screen.query_one("#ask-unit", Input).value == "B1"
        await press(pilot, "ctrl+s")
        assert ("没有风" if lang == "zh" else "Without wind") in fault(app)
        await typed(pilot, wind="270,6", altitude="900", cold="4200", rounds="2")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, Laid)
        shown(app)
        assert "90°" in str(app.screen.text)  # where a west wind takes it
        await press(pilot, "i")
        await typed(pilot, end="1600")
        await press(pilot, "ctrl+s")
    (held,) = instructions.listed(log.desk)
    assert [(o.equipment, o.rounds, o.azimuths_deg) for o in held.instruction.orders] == [
        ("B1", 2, ())
    ]


async def test_a_refused_solution_is_shown_and_ordering_by_it_is_refused_in_the_window(
    log: DutyLog,
) -> None:
    app, _clock = app_at(log.desk, "15:01")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f4", "f")
        await typed(pilot, **LAYING)
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, Laid)
        assert "现在不能下达" in shown(app)
        await press(pilot, "i")
        await typed(pilot, end="1515")
        await press(pilot, "ctrl+s")
        assert "A201" in fault(app)
    assert instructions.listed(log.desk) == []


FORMS = (
    "f4 a n",
    "f4 a g",
    "f4 a d",
    "f4 a f",
    "f4 a x",
    "f4 i n",
    "f4 i e",
    "f4 i a",
    "f4 i d",
    "f4 i x",
    "f4 s s",
    "f4 s g",
    "f4 p g",
    "f4 d",
    "f4 g d",
    "f4 g n",
    "f4 f",
    "f4 b",
    "2 n",
    "f6 n",
    "f6 s",
    "f6 x t",
    "f6 x s",
    "f8 b",
    "f8 g",
    "f8 t",
)


@pytest.mark.parametrize(
    ("lang", "size"),
    [
        ("zh", (80, 24)),
        ("en", (80, 24)),
        ("en", (120, 40)),
    ],
    ids=str,
)
async def test_every_window_fits_and_leaving_it_writes_nothing(
    log: DutyLog, lang: str, size: tuple[int, int]
) -> None:
    issued(log)
    log.at("14:30", "weather declare --start 14:30 --end 17:00 --purpose hail --reason 雷达")
    log.at(
        "15:20",
        "op record --site 东邢 --purpose hail --equipment G1 --lot A-7 --rounds 9 --start 15:02"
        " --end 15:05",
    )
    log.at("15:21", "airspace request --site 西村 --start 16:00 --end 16:20")
    before = log._entries()
    wording.use(lang)
    app, _clock = app_at(log.desk, "15:25")
    async with app.run_test(size=size) as pilot:
        for keys in FORMS:
            if keys == "f4 a d":
                await press(pilot, "f4", "a", "down")  # the one that waits for its answer
                await press(pilot, "d")
            else:
                await press(pilot, *keys.split())
            assert isinstance(app.screen, Fields), keys
            said = shown(app)
            assert "Ctrl+S" in said, keys
            holders = [field.placeholder for field in app.screen.query(Input) if not field.value]
            assert [
                each
                for each in holders
                if each and cell_len(each) > app.screen.query_one(Input).size.width
            ] == []
            await press(pilot, "escape")
        for room in "aispg":
            await press(pilot, "f4", room, "f1")
            shown(app)
            await press(pilot, "escape")
            assert "F10" in text(app)[-1]
            shown(app)
    assert log._entries() == before


@pytest.mark.parametrize("lang", wording.LANGUAGES)
async def test_rounds_the_book_does_not_hold_are_issued_by_two_pins_alone(
    log: DutyLog, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    wording.use(lang)
    monkeypatch.setattr(kept_pins, "LOG2_COST", 4)
    cleared(log)
    set_pins(log.desk, {"K1": "271828", "K2": "314159"})
    app, _clock = app_at(log.desk, "14:57")
    there = {each.place: each.rounds for each in stores.stock(log.desk)}
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f5", "o")
        order = {"lot": "A-7", "source": "盂县弹药库", "to": "东邢", "rounds": "999"}
        await typed(pilot, **order, by="K1", witness="K2", reason="急用")
        await press(pilot, "ctrl+s")
        assert "M321" in shown(app)
        # Who and the second person are asked for already.
        assert not app.screen.query("#ask-waive-second")
        await typed(pilot, **{"waive-M321": "到货在途，账未登"}, pin_by="271828")
        await press(pilot, "ctrl+s")
        assert ("两人凭口令" if lang == "zh" else "two people") in fault(app)
        assert {each.place: each.rounds for each in stores.stock(log.desk)} == there
        await typed(pilot, pin_witness="314159")
        await press(pilot, "ctrl+s")
        assert not isinstance(app.screen, Fields)
    (waived,) = [each.waiver for each in tables.waivers.waivers(log.desk.store)]
    assert (waived.rule, waived.reason) == ("M321", "到货在途，账未登")
    now = {each.place: each.rounds for each in stores.stock(log.desk)}
    assert now["site/140322001"] == there["site/140322001"] + 999


@pytest.mark.parametrize("lang", wording.LANGUAGES)
async def test_a_hail_afternoon_is_commanded_from_the_keyboard(log: DutyLog, lang: str) -> None:
    """From the echo to the airspace given back; with the work logged, some hundred keys."""
    wording.use(lang)
    app, clock = app_at(log.desk, "14:52")
    steps = (
        (
            "14:52",
            ["f4", "d", *"1700", "enter", *"hail", "enter", *"雷达", "ctrl+s"],
        ),
        (
            "14:53",
            ["a", "n", *"东邢", "enter", *"1500", "enter", *"1520", "ctrl+s", "escape"],
        ),
        ("14:56", ["g", *"批7", "ctrl+s", "escape"]),
        (
            "14:57",
            ["i", "n", *"9", "tab", *"250", "tab", *"60", "ctrl+s"],
        ),
        ("14:58", ["a", *"P11", "ctrl+s", "escape"]),
        ("14:59", ["a", "s", "ctrl+s", "escape"]),
        ("15:08", ["c", "ctrl+s", "escape"]),
        ("15:20", ["f2", *"1500", "enter", *"1507", "ctrl+s"]),
    )
    async with app.run_test(size=(80, 24)) as pilot:
        for moment, keys in steps:
            clock.set(moment)
            await press(pilot, *keys)
            if keys[0] == "f2":
                await pilot.pause(0.5)
            shown(app)
    (held,) = clearances.listed(log.desk)
    (told,) = instructions.listed(log.desk)
    (row,) = recording.find(log.desk)
    assert held.status is ClearanceStatus.CLOSED
    assert told.status is InstructionStatus.ACKNOWLEDGED
    assert (told.instruction.process, told.instruction.purpose.value) == ("GC20230720", "hail")
    assert (row.operation.instruction_no, row.operation.clearance) == (
        told.instruction.number,
        held.number,
    )
    assert sum(len(keys) for _moment, keys in steps) <= 100


async def test_refused_airspace_takes_twenty_keys(log: DutyLog) -> None:
    log.at("13:00", "airspace request --site 东邢 --start 13:30 --end 13:40")
    app, _clock = app_at(log.desk, "14:52")
    keys = [
        "f4",
        "a",
        "n",
        *"1500",
        "enter",
        *"1520",
        "ctrl+s",
        "escape",
        "f",
        *"有航班",
        "ctrl+s",
        "1",
    ]
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, *keys)
    refused = clearances.listed(log.desk)[-1]
    assert (refused.status, refused.remarks, len(keys)) == (ClearanceStatus.REFUSED, "有航班", 20)


async def test_every_room_opens_from_the_palette_too(log: DutyLog) -> None:
    """Letters do not reach the app while an input method composes; words do."""
    app, _clock = app_at(log.desk, "14:52")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", "ctrl+p", "空", "域")
        await pilot.pause(0.5)
        await press(pilot, "down", "enter")
        await pilot.pause(0.3)
        assert isinstance(app.screen, AirspaceRoom)
        await press(pilot, "escape")
        assert isinstance(app.screen, PlanPage)
        await press(pilot, "f1")
        assert "A        空域" in shown(app)
