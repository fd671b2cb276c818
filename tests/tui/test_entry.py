"""Entry that can be trusted: fields, names, rows, drafts and undo, as a crew uses them at 80 by 24."""

from dataclasses import replace
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Input, Static

from tests.duty_log import hail, ready
from tests.tui.test_app import GOOD, fill, kept, text, until
from tui.app import WxmodApp
from tui.chrome.dialogs import Fields, Question
from tui.chrome.entry import meant
from tui.chrome.line import Line
from tui.chrome.paged import PagedTable
from tui.chrome.scan import Scan
from tui.chrome.small import TooSmall
from tui.pages.form import FormPage
from tui.pages.releases import Releases
from tui.rooms.stocktake import StocktakePage
from wxmod.actions import Desk
from wxmod.actions.ammunition import stocktakes, stores
from wxmod.actions.ammunition.stores import Handover
from wxmod.actions.operations import recording
from wxmod.actions.record import drafts
from wxmod.domain.ammunition.ledger import Held

SMALL = (80, 24)


class Reader(App[None]):
    """Nothing but a field that is scanned into."""

    def compose(self) -> ComposeResult:
        yield Scan()


def value(app: WxmodApp, name: str) -> str:
    return app.screen.query_one(f"#{name}", Input).value


def said(app: WxmodApp, name: str) -> str:
    return str(app.screen.query_one(name, Static).render())


def pressed(keys: str) -> list[str]:
    """Keys by name, a blank between them."""
    return keys.split()


async def opened(pilot: Pilot[Any], key: str = "f2") -> None:
    await pilot.press(key)
    await pilot.pause()


async def typed(pilot: Pilot[Any], words: str) -> None:
    """Letters one by one, as they are pressed."""
    await pilot.press(*words)


async def recorded(pilot: Pilot[Any], desk: Desk, count: int) -> None:
    """Save, and confirm the blocks where there are any."""
    await pilot.press("ctrl+s")
    await pilot.pause(0.1)
    if isinstance(pilot.app.screen, Question):
        await pilot.press("y")
    await until(pilot, lambda: len(recording.find(desk)) == count)


async def test_a_field_the_program_filled_is_replaced_and_one_a_person_filled_is_not(
    desk: Desk,
) -> None:
    ready(desk)
    app = WxmodApp(desk)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        await pilot.press("shift+tab")  # from the purpose up to the site, which was filled
        await typed(pilot, "西村")
        assert value(app, "site") == "西村"
        await pilot.press("tab", "shift+tab")
        await typed(pilot, "x")
        assert value(app, "site") == "西村x"


async def test_names_are_found_by_pinyin_and_initials_and_never_guessed() -> None:
    names = {"东邢": "东邢", "东苌池": "东苌池", "西村": "西村", "西梁": "西梁"}
    assert meant("dx", names) == "东邢"
    assert meant("ＤＸ", names) == "东邢"
    assert meant("xicun", names) == "西村"
    assert meant("x", names) == "x"  # 西村 or 西梁
    assert meant("东", names) == "东"
    assert meant("东邢", names) == "东邢"
    people = {"王小二": "P1", "李四": "P2", "王晓儿": "P3"}
    assert meant("ls P9", people, several=True) == "P2 P9"
    assert meant("wxe", people, several=True) == "wxe"  # two are spelled so
    assert meant("P1", people) == "P1"


async def test_choosing_a_site_fills_unit_and_lot_but_not_over_what_was_typed(desk: Desk) -> None:
    ready(desk)
    hands = Handover("K1", "K2")
    stores.issue(desk, Held("county", "A-7"), "西村", 5, hands)
    app = WxmodApp(desk)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        assert (value(app, "equipment"), value(app, "lot")) == ("G1", "A-7")
        await pilot.press("shift+tab")
        await typed(pilot, "xc")
        await pilot.press("tab")
        units = [u for u in desk.program.equipment if u.site == "140322002"]
        assert value(app, "site") == "西村"
        assert value(app, "equipment") == units[0].id
        assert value(app, "lot") == "A-7"
        await fill(pilot, equipment="G9")
        await pilot.press("shift+tab")
        app.screen.query_one("#site", Line).fill("西村")
        await typed(pilot, "dx")
        await pilot.press("tab")
        assert value(app, "site") == "东邢"
        assert value(app, "equipment") == "G9"


async def test_the_arrows_change_the_field(desk: Desk) -> None:
    app = WxmodApp(desk)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        names = [line.name for line in app.screen.query(Line)]
        here = names.index(app.focused.name)  # type: ignore[union-attr]
        await pilot.press("down", "down", "up")
        assert app.focused is not None
        assert app.focused.name == names[here + 1]


async def test_what_is_missing_and_what_is_wrong_are_told_apart_and_whole(desk: Desk) -> None:
    app = WxmodApp(desk)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        await fill(pilot, purpose="防雹", start="25:99", equipment="G1", rounds="9")
        state = said(app, "#state")
        assert "还差 1 项：批号" in state
        assert "有误 1 项：首发" in state
        assert "没有这个时刻" in said(app, "#says-start")
        assert "…" not in said(app, "#says-start")
        await pilot.press("ctrl+g")  # from the purpose to the first that needs something
        assert app.focused is not None
        assert app.focused.name == "start"


async def test_further_releases_are_rows_as_many_as_needed(desk: Desk) -> None:
    ready(desk)
    app = WxmodApp(desk)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        await fill(pilot, **GOOD)
        for row, (start, end) in enumerate(
            [("1507", "1509"), ("1511", "1512"), ("1515", "1516")], 2
        ):
            await pilot.press("ctrl+l")
            await pilot.pause()
            assert value(app, f"equipment-{row}") == "G1"
            assert value(app, f"lot-{row}") == "A-7"
            await fill(
                pilot,
                **{f"start-{row}": start, f"end-{row}": end, f"rounds-{row}": "1"},
            )
        await recorded(pilot, desk, 1)
    (row_,) = recording.find(desk)
    assert [r.rounds for r in row_.operation.releases] == [9, 1, 1, 1]
    assert f"{desk.local(row_.operation.releases[3].start):%H:%M}" == "15:15"
    assert row_.operation.joint is None


async def test_a_joint_mission_is_entered_once_for_all_its_sites(desk: Desk) -> None:
    ready(desk)
    stores.issue(desk, Held("county", "A-7"), "西村", 5, Handover("K1", "K2"))
    app = WxmodApp(desk)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        await fill(pilot, **GOOD)
        await pilot.press("ctrl+l")
        await pilot.pause()
        await fill(pilot, **{"site-2": "xc", "start-2": "1508", "end-2": "1510", "rounds-2": "3"})
        await recorded(pilot, desk, 2)
        assert app.acts.done[-1].said.count("20230720") == 2
    first, second = recording.find(desk)
    assert (first.operation.site, second.operation.site) == ("140322001", "140322002")
    assert first.operation.joint == second.operation.joint == "LH-20230720-1500"
    assert [r.rounds for each in (first, second) for r in each.operation.releases] == [9, 3]
    assert second.operation.weather.before == "强回波"
    assert second.operation.clearance is None  # KY1 was given for the first site alone


async def test_a_correction_is_judged_without_what_it_replaces(desk: Desk) -> None:
    ready(desk, rounds=9)  # all that is there was fired
    no = recording.record(desk, hail(desk)).name
    app = WxmodApp(desk)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("2", "e")
        await pilot.pause()
        await fill(pilot, reason="数错", rounds="8")
        codes = {f.code for _name, f in app.screen.judgement.findings}  # type: ignore[attr-defined]
        assert "M301" not in codes
        await fill(pilot, rounds="10")
        codes = {f.code for _name, f in app.screen.judgement.findings}  # type: ignore[attr-defined]
        assert "M301" in codes
    assert recording.get(desk, no).versions == 1


async def test_a_half_written_correction_is_there_again(desk: Desk) -> None:
    ready(desk)
    recording.record(desk, hail(desk))
    app = WxmodApp(desk)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("2", "e")
        await pilot.pause()
        app.screen.query_one("#rounds", Line).value = "7"
        await pilot.press("f5")  # at once, before any pause in the typing
        await pilot.pause()
        await pilot.press("2", "e")
        await pilot.pause()
        assert value(app, "rounds") == "7"
        await pilot.press("f2")
        await pilot.pause()
        assert value(app, "rounds") == ""  # a new operation has a draft of its own


async def test_what_is_typed_into_a_window_survives_a_function_key(desk: Desk) -> None:
    ready(desk)
    app = WxmodApp(desk)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("f5", "o")
        await pilot.pause()
        app.screen.query_one("#ask-rounds", Line).value = "5"
        await pilot.press("2")
        await pilot.pause()
        await pilot.press("f5", "o")
        await pilot.pause()
        assert value(app, "ask-rounds") == "5"
        await pilot.press("ctrl+n")
        await pilot.pause(0.1)
        assert isinstance(app.screen, Question)
        await pilot.press("y")
        await pilot.pause()
        assert isinstance(app.screen, Fields)
        assert value(app, "ask-rounds") == ""


async def test_undo_never_reaches_the_record_while_typing(desk: Desk) -> None:
    ready(desk)
    app = WxmodApp(desk)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        await fill(pilot, **GOOD)
        await recorded(pilot, desk, 1)
        await opened(pilot)
        app.screen.query_one("#rounds", Line).focus()
        await typed(pilot, "12")
        await pilot.press("ctrl+z")
        await pilot.pause()
        assert isinstance(app.screen, FormPage)
        assert value(app, "rounds") == "1"
        await pilot.press("ctrl+y")
        assert value(app, "rounds") == "12"
    assert len(recording.find(desk)) == 1


async def test_a_correction_is_undone_alone_and_redone(desk: Desk) -> None:
    ready(desk)
    no = recording.record(desk, hail(desk)).name
    app = WxmodApp(desk)

    def rounds() -> int:
        return recording.get(desk, no).operation.releases[0].rounds

    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("2", "e")
        await pilot.pause()
        await fill(pilot, reason="数错", rounds="7")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: rounds() == 7)
        await pilot.press("ctrl+z")
        await until(pilot, lambda: isinstance(app.screen, Question))
        await pilot.pause(0.1)
        await pilot.press("y")
        await until(pilot, lambda: rounds() == 9)
        assert not recording.get(desk, no).voided
        await pilot.press("ctrl+y")
        await until(pilot, lambda: rounds() == 7)


async def test_a_count_is_blind_and_an_empty_line_is_no_zero(desk: Desk) -> None:
    ready(desk)
    app = WxmodApp(desk)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("f5", "k")
        await pilot.pause()
        assert isinstance(app.screen, StocktakePage)
        assert not any("80" in line for line in text(app))  # what the book says of A-7
        await fill(pilot, **{"ask-one": "K1", "ask-two": "I1"})
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "还没有清点：A-7" in said(app, "#fault")
        assert stocktakes.open_discrepancies(desk) == []
        await fill(pilot, **{"lot-0": "79"})
        await pilot.press("ctrl+s")
        await until(pilot, lambda: len(stocktakes.open_discrepancies(desk)) == 1)
        await pilot.pause()
        assert any("80 → 79" in line for line in text(app))


async def test_letters_work_with_an_input_method_on(desk: Desk) -> None:
    from textual.events import Key  # noqa: PLC0415

    ready(desk)
    app = WxmodApp(desk)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("f5")
        await pilot.pause()
        app.post_message(Key("ｒ", "ｒ"))
        await until(pilot, lambda: isinstance(app.screen, Fields))


async def test_another_app_is_seen_within_a_second_and_the_clock_ticks(desk: Desk) -> None:
    from datetime import timedelta  # noqa: PLC0415

    ready(desk)
    clock = [desk.now()]
    app = WxmodApp(replace(desk, clock=lambda: clock[0]))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("2")
        await pilot.pause()
        table = app.screen.query_one(PagedTable)
        assert table.row_count == 0
        recording.record(desk, hail(desk))
        clock[0] += timedelta(minutes=1)
        await pilot.pause(1.3)
        assert table.row_count == 1
        assert f"{desk.local(clock[0]):%H:%M}" in said(app, "#title")


@pytest.mark.parametrize(
    ("keys", "codes"),
    [
        (["A001", "\r", "A002", "\r"], ["A001", "A002"]),
        (["A001", "\r", "\r", "A002", "\r", "\r"], ["A001", "A002"]),
        (["A001", "\r", "A001", "\r"], ["A001"]),
        (["A001", "\r", "A002"], ["A001", "A002"]),
    ],
    ids=["plain", "doubled", "twice", "the last end lost"],
)
async def test_codes_are_framed_by_line_ends(keys: list[str], codes: list[str]) -> None:
    async with Reader().run_test() as pilot:
        scan, now = pilot.app.query_one(Scan), 100.0
        for key in keys:
            now += 0.05
            if key == "\r":
                assert scan.close_code(
                    now
                )  # it belongs to the scanner: the field waits for the next code
            else:
                scan.value += key
        assert scan.codes == codes
        if keys[-1] == "\r":
            assert not scan.close_code(now + 1)  # a person's, to the next field


async def test_a_lost_line_end_is_seen_by_the_length() -> None:
    async with Reader().run_test() as pilot:
        scan = pilot.app.query_one(Scan)
        scan.value = "0236901 02369020236903 0236904"
        assert scan.run_together() == ["02369020236903"]
        scan.value = "0236901 0236902 0236904"
        assert scan.run_together() == []


async def test_the_draft_of_a_recorded_mission_is_gone(desk: Desk) -> None:
    ready(desk)
    app = WxmodApp(desk)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        await fill(pilot, **GOOD)
        await recorded(pilot, desk, 1)
        await opened(pilot)
        assert value(app, "rounds") == ""
        assert app.screen.query_one(Releases).count == 0
    assert kept(desk) is None


async def test_a_typical_mission_takes_twenty_five_keys_and_one_elsewhere_thirty_five(
    desk: Desk,
) -> None:
    """Counted from F2 to the acknowledgement; each site has been worked at before, as in any season."""
    ready(desk)
    recording.record(desk, hail(desk))
    app = WxmodApp(desk)
    typical = pressed("f2 f b ctrl+g 1 5 2 0 tab 1 5 2 6 ctrl+g 9 tab 2 1 0 tab 6 5 ctrl+s")
    elsewhere = pressed(
        "f2 shift+tab x c tab f b ctrl+g 1 5 4 0 tab 1 5 4 6 ctrl+g"
        " 2 tab 2 3 0 comma 2 5 0 tab 6 0 ctrl+s"
    )
    stores.issue(desk, Held("county", "A-7"), "西村", 5, Handover("K1", "K2"))
    async with app.run_test(size=SMALL) as pilot:
        for count, keys in enumerate((typical, elsewhere), 2):
            await pilot.press(*keys)
            await pilot.pause(0.1)
            if isinstance(app.screen, Question):
                keys.append("y")
                await pilot.press("y")
            await until(pilot, lambda count=count: len(recording.find(desk)) == count)
    assert (len(typical) <= 25, len(elsewhere) <= 35) == (True, True)
    last = recording.find(desk)[-1].operation
    assert (last.site, last.purpose.value, last.releases[0].lot) == ("140322002", "hail", "A-7")
    assert last.azimuths_deg == (230.0, 250.0)


async def test_a_terminal_too_small_says_so_and_goes_on_where_it_was(desk: Desk) -> None:
    app = WxmodApp(desk)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        app.screen.query_one("#rounds", Line).value = "7"
        await pilot.resize_terminal(79, 24)
        await until(pilot, lambda: isinstance(app.screen, TooSmall))
        await pilot.pause()
        assert any("79×24" in line for line in text(app))
        await pilot.press("5")
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: isinstance(app.screen, FormPage))
        assert value(app, "rounds") == "7"


async def test_a_failing_page_tells_why_and_keeps_what_was_typed(desk: Desk) -> None:
    app = WxmodApp(desk)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot)
        app.screen.query_one("#rounds", Line).value = "7"
        app.fault(ValueError("nobody foresaw this"))
        await pilot.pause()
        assert any("nobody foresaw this" in line for line in text(app))
        left = drafts.take(desk, app.session, "operation")
        assert left is not None
        assert left.words["rounds"] == "7"
