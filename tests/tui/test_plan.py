"""The plan page: countdowns that run, the board, who could work, what is suspended."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input, Static

from tests.command.test_stages import following
from tests.duty_log import at
from tests.scenarios.log import DutyLog, prepared
from tui.app import WxmodApp
from tui.chrome.paged import PagedTable
from tui.chrome.room import Room
from tui.pages.plan import PlanPage
from tui.rooms.airspace import AirspaceRoom
from tui.rooms.instructions import InstructionRoom
from tui.rooms.notices import NoticeRoom
from tui.rooms.suspension import SuspensionRoom
from wxmod import wording
from wxmod.actions import Desk
from wxmod.actions.command import instructions
from wxmod.actions.operations import area, recording
from wxmod.words import defaults


@pytest.fixture
def log(desk: Desk, tmp_path: Path) -> DutyLog:
    made = DutyLog(desk, "2023-07-20", tmp_path)
    prepared(made)
    return made


def said(page: Any, name: str) -> str:
    return str(page.query_one(name, Static).render())


async def test_the_countdown_runs_and_turns_into_what_is_overdue(log: DutyLog) -> None:
    number = log.at(
        "14:50", "airspace request --site 东邢 --start 15:00 --end 15:20 --equipment gun"
    )["name"]
    log.at("14:56", f"airspace grant {number} --start 15:00 --end 15:15")
    clock: list[datetime] = [at(log.desk, "2023-07-20 15:12")]
    app = WxmodApp(replace(log.desk, clock=lambda: clock[0]))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f4")
        await pilot.pause()
        page = app.screen
        assert isinstance(page, PlanPage)
        assert "批准时段结束 15:15（3 分钟后）" in said(page, "#countdown")
        clock[0] = at(log.desk, "2023-07-20 15:28")
        page.tick()
        assert "应报作业结束 15:25（已过 3 分钟）" in said(page, "#countdown")
        log.at("15:29", f"airspace close {number}")
        app.tick()  # what another one wrote is seen at the next second
        assert "没有未关闭的空域申请" in said(page, "#countdown")


@pytest.mark.parametrize("lang", wording.LANGUAGES)
async def test_the_page_says_who_must_do_what_and_what_stops(log: DutyLog, lang: str) -> None:
    log.at("12:00", "plan suspension evaluate flood --stop --source 县防办")
    log.at("13:00", "weather declare --start 15:00 --end 17:00 --purpose hail --reason 雷达")
    wording.use(lang)
    moment = at(log.desk, "2023-07-20 14:00")
    app = WxmodApp(replace(log.desk, clock=lambda: moment))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f4")
        await pilot.pause()
        board = said(app.screen, "#board")
        assert "GC20230720" in board
        assert "1✗ 2✗ 3▶ 4○ 5○" in board
        due = (
            "C1 C2 于 07-20 15:00 前签发作业方案"
            if lang == "zh"
            else "C1 C2 to sign by 07-20 15:00: Scheme"
        )
        assert due in board
        assert ("✗ 增雨: 汛情" if lang == "zh" else "✗ rain enhancement: Flood") in board
        assert "▲ G1" in board
        assert "✗ G2" in board
        assert (
            "G2 所在作业点没有可用的配套弹药（还有 2 条）" if lang == "zh" else "(and 2 more)"
        ) in board


@pytest.mark.parametrize("lang", wording.LANGUAGES)
async def test_where_the_scheme_has_no_times_none_is_shown(log: DutyLog, lang: str) -> None:
    wording.use(lang)
    log.desk = following(log.desk, ("2023-01-01", "seven"))
    log.at("13:00", "weather declare --start 15:00 --end 17:00 --purpose hail --reason 雷达")
    log.at(
        "13:05", "plan guidance attach GC20230720 --kind upper --stage 1 --title 展望 --text 有利"
    )
    moment = at(log.desk, "2023-07-20 14:00")
    app = WxmodApp(replace(log.desk, clock=lambda: moment))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f4")
        await pilot.pause()
        board = said(app.screen, "#board")
        assert "1◆ 2· 3· 4▶ 5▶ 6· 7▶" in board
        assert (
            "→ 下一步：C1 C2 签发作业方案" if lang == "zh" else "→ next: C1 C2 to sign: Scheme"
        ) in board


async def test_the_form_is_filled_from_the_instruction_but_for_times_and_lot(log: DutyLog) -> None:
    number = log.at(
        "14:50", "airspace request --site 西村 --start 15:00 --end 16:00 --equipment launcher"
    )["name"]
    log.at("14:51", f"airspace grant {number} --start 15:00 --end 16:00")
    order = log.at(
        "14:52",
        "plan instruction issue --site 西村 --purpose rain --start 15:00 --end 15:20"
        " --order 'equipment=L1 rounds=4 azimuth=260,280 elevation=65'",
    )["name"]
    log.at("14:53", f"plan instruction ack {order} --by P21")
    moment = at(log.desk, "2023-07-20 15:30")
    later = replace(log.desk, clock=lambda: moment)
    app = WxmodApp(later)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f2")
        await pilot.pause()
        form = app.screen
        form.query_one("#site", Input).value = "西村"
        await pilot.pause(0.4)
        await pilot.press("ctrl+o")
        await pilot.pause(0.4)
        wanted = {
            "instruction_no": order,
            "equipment": "L1",
            "rounds": "4",
            "azimuths_deg": "260,280",
            "elevations_deg": "65",
            "clearance": number,
            "commander": "C1",
            "start": "",
        }
        assert {name: form.query_one(f"#{name}", Input).value for name in wanted} == wanted
        for name, value in {
            "start": "15:02",
            "end": "15:09",
            "lot": "J-1",
            "crew": "P21 P22 P23",
        }.items():
            form.query_one(f"#{name}", Input).value = value
        await pilot.pause(0.4)
        form.action_save()
        await pilot.pause(0.4)
    (row,) = recording.find(later, newest=1)
    assert row.operation.instruction_no == order
    assert {d.within for d in instructions.compared(later, row.operation, row.no)} == {True}


@pytest.mark.parametrize("lang", wording.LANGUAGES)
async def test_a_hail_mission_is_logged_in_a_dozen_keys(log: DutyLog, lang: str) -> None:
    """From the duty page, after the work: the form opens as the instruction ordered, and only times are left."""
    number = log.at("14:50", "airspace request --site 东邢 --start 15:00 --end 15:20")["name"]
    log.at("14:56", f"airspace grant {number} --start 15:00 --end 15:15")
    order = log.at(
        "14:57",
        "plan instruction issue --site 东邢 --purpose hail --start 15:00 --end 15:12"
        " --order 'equipment=G1 rounds=9 azimuth=230,250 elevation=60'",
    )["name"]
    log.at("14:58", f"plan instruction ack {order} --by P11")
    wording.use(lang)
    moment = at(log.desk, "2023-07-20 15:20")
    later = replace(log.desk, clock=lambda: moment)
    app = WxmodApp(later)
    keys = ["f2", *"1500", "enter", *"1507", "ctrl+s"]
    async with app.run_test(size=(80, 24)) as pilot:
        for key in keys:
            await pilot.press(key)
            await pilot.pause(0.3)
    (row,) = recording.find(later)
    told = row.operation
    assert len(keys) <= 12
    assert (told.instruction_no, told.releases[0].rounds, told.releases[0].lot) == (order, 9, "A-7")
    assert f"{told.window.start:%H:%M}–{told.window.end:%H:%M}" == "15:00–15:07"
    assert not [f for f in recording.findings_of(later, row) if f.severity.value == "block"]
    assert defaults.waiting(later) == ""


async def test_without_an_instruction_there_is_nothing_to_fill_from(log: DutyLog) -> None:
    app = WxmodApp(log.desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f2")
        await pilot.pause()
        app.screen.query_one("#rounds", Input).value = "7"
        await pilot.press("ctrl+o")
        await pilot.pause()
        assert app.screen.query_one("#rounds", Input).value == "7"


@pytest.mark.parametrize("lang", wording.LANGUAGES)
async def test_the_affected_area_is_one_key_away(example: Desk, lang: str) -> None:
    """The same map as `plan area` draws, within the window, and what a circle does not say."""
    wording.use(lang)
    app = WxmodApp(example)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("2")
        await pilot.pause()
        await pilot.press("m")
        await pilot.pause()
        shown = "\n".join(str(each.render()) for each in app.screen.query(Static))
        no = recording.find(example)[-1].no
        assert area.draw(example, area.areas(example, [no], area.Asked())) in shown
        assert "▲" in shown
        assert ("不表示落在哪里" if lang == "zh" else "not where") in shown
        await pilot.press("escape")
        assert app.screen.name_ == "operations"  # type: ignore[attr-defined]


async def test_an_area_that_lies_nowhere_is_said_and_not_drawn(log: DutyLog) -> None:
    sites = tuple(s.model_copy(update={"position": None}) for s in log.desk.program.sites)
    log.desk = replace(log.desk, program=log.desk.program.model_copy(update={"sites": sites}))
    log.at(
        "15:20",
        "op record --site 东邢 --purpose hail --equipment G1 --lot A-7 --rounds 3 --start 15:00"
        " --end 15:05",
    )
    app = WxmodApp(log.desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("2")
        await pilot.pause()
        await pilot.press("m")
        await pilot.pause()
        assert "没有轮廓可画" in "\n".join(str(each.render()) for each in app.screen.query(Static))


@pytest.mark.parametrize("room", [AirspaceRoom, InstructionRoom, NoticeRoom, SuspensionRoom])
async def test_a_second_that_ends_while_a_room_is_laid_out_waits_for_it(
    log: DutyLog, monkeypatch: pytest.MonkeyPatch, room: type[Room]
) -> None:
    """What another one wrote is seen once the list has its columns, not before."""
    moment = at(log.desk, "2023-07-20 14:00")
    app = WxmodApp(replace(log.desk, clock=lambda: moment))

    def first(self: Room) -> None:
        """Heard before the room's own ``on_mount``."""
        app._seen = None
        app.tick()
        assert not self.rows

    async with app.run_test(size=(80, 24)) as pilot:
        log.at("12:00", "airspace request --site 东邢 --start 15:00 --end 15:20 --equipment gun")
        monkeypatch.setattr(room, "on_mount", first, raising=False)
        app.push_screen(room())
        await pilot.pause()
        table = app.screen.query_one(PagedTable)
        assert table.row_count == len(app.screen.rows)
