"""The app is usable with a keyboard alone, in both languages, at 80 by 24, whatever people typed."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import Input, Static

from tests.conftest import NOW
from tests.duty_log import hail, ready, set_pins
from tui.app import WxmodApp
from tui.chrome.dialogs import Question
from tui.chrome.paged import PagedTable
from tui.pages.form import FormPage
from wxmod import wording
from wxmod.actions import Desk
from wxmod.actions.ammunition import codes, stocktakes, stores
from wxmod.actions.operations import recording
from wxmod.actions.record import drafts, setup
from wxmod.domain.ammunition.ledger import Held
from wxmod.program.settings import Settings

GOOD = {
    "site": "东邢",
    "purpose": "防雹",
    "day": "2023-07-20",
    "start": "１５００",
    "end": "1506",
    "equipment": "G1",
    "lot": "A-7",
    "rounds": "9",
    "azimuths_deg": "230,250",
    "elevations_deg": "60",
    "clearance": "KY1",
    "commander": "C1",
    "crew": "P11 P12 P13 P14 P15",
    "recorder": "P11",
    "before": "强回波",
    "after": "无雹",
    "reported_at": "17:00",
}
SIZES = [(80, 24), (120, 40)]
PAGES = {
    "1": "duty",
    "2": "operations",
    "f3": "weather",
    "f4": "plan",
    "f5": "stock",
    "f6": "register",
    "f7": "year",
    "f8": "exchange",
    "f9": "settings",
    "f2": "operations",
}
HAN = re.compile(r"[\u4e00-\u9fff]")
Wait = Callable[[], Awaitable[None]]


def text(app: WxmodApp) -> list[str]:
    """What stands on the screen, a line each; the one place that touches Textual's compositor."""
    return [
        "".join(segment.text for segment in strip)
        for strip in app.screen._compositor.render_strips()
    ]


def kept(desk: Desk, window: str = "operation") -> drafts.Kept | None:
    """What an app that is gone left of a window."""
    return drafts.take(desk, "nobody:0:0:0", window)


async def until(pilot: Pilot[Any], met: Callable[[], bool]) -> None:
    for _ in range(1500):  # half a minute; a busy machine needs it
        if met():
            return
        await pilot.pause(0.02)
    raise AssertionError("it did not come to pass")


async def fill(pilot: Pilot[Any], **words: str) -> None:
    for name, value in words.items():
        pilot.app.screen.query_one(f"#{name}", Input).value = value
    await pilot.pause(0.4)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_every_page_opens_and_fits(example: Desk, lang: str, size: tuple[int, int]) -> None:
    wording.use(lang)
    app = WxmodApp(example)
    async with app.run_test(size=size) as pilot:
        for key, name in PAGES.items():
            await pilot.press(key)
            await pilot.pause()
            lines = text(app)
            assert app.screen.name_ == name  # type: ignore[attr-defined]
            assert all(cell_len(line) == size[0] for line in lines)
            assert len(lines) == size[1]
            assert "F10" in lines[-1], lines[-1]
            await pilot.press("f1")
            await pilot.pause()
            assert any("Esc" in line for line in text(app))
            await pilot.press("escape")
            await pilot.press("escape")


async def test_in_english_no_word_of_the_app_is_chinese(tmp_path: Path) -> None:
    import shutil  # noqa: PLC0415

    from tests.program.test_programs import TEMPLATE  # noqa: PLC0415

    folder = tmp_path / "county"
    shutil.copytree(TEMPLATE, folder)
    for path in folder.iterdir():
        plain = (
            HAN.sub("x", path.read_text("utf-8"))
            if path.suffix == ".csv"
            else path.read_text("utf-8")
        )
        path.write_text(plain, encoding="utf-8")
    desk = setup.init(tmp_path / "w.db", program=str(folder), actor="C1")
    wording.use("en")
    app = WxmodApp(desk)
    async with app.run_test(size=(120, 40)) as pilot:
        for key in PAGES:
            await pilot.press(key)
            await pilot.pause()
            said = "\n".join(text(app))
            if key == "f9":
                # Where a setting comes from is told as the programme's file has it, beside the list.
                said = "\n".join(line.split("│")[0] for line in text(app))
            assert not HAN.search(said), said
            await pilot.press("escape")


async def test_an_operation_is_logged_from_the_keyboard(desk: Desk) -> None:
    ready(desk)
    app = WxmodApp(desk)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("f2")
        await pilot.pause()
        await fill(pilot, **GOOD)
        assert "✓" in str(app.screen.query_one("#state", Static).render())
        await pilot.press("ctrl+s")
        await until(pilot, lambda: len(recording.find(desk)) == 1)
        await pilot.pause()
        assert app.screen.name_ == "operations"  # type: ignore[attr-defined]
        assert any("20230720-001-1" in line for line in text(app))
    assert stores.stock(desk, "site/140322001")[0].rounds == 11
    assert kept(desk) is None


async def test_blocks_are_named_once_and_the_fact_is_recorded(desk: Desk) -> None:
    app = WxmodApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f2")
        await pilot.pause()
        await fill(
            pilot,
            site="东邢",
            purpose="防雹",
            day="2023-07-20",
            start="1500",
            equipment="G1",
            lot="B-1",
            rounds="9",
        )
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert any("A201" in line for line in text(app))
        await pilot.press("enter")
        await until(pilot, lambda: len(recording.find(desk)) == 1)


async def test_what_is_wrong_stands_beside_its_field_and_nothing_is_written(desk: Desk) -> None:
    app = WxmodApp(desk)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("f2")
        await pilot.pause()
        await fill(pilot, purpose="防雹", start="25:99", equipment="G1", rounds="2.5")
        assert "✗" in str(app.screen.query_one("#says-start", Static).render())
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert isinstance(app.screen, FormPage)
        assert app.screen.focused is not None
        assert app.screen.focused.id in {"start", "rounds"}
    assert recording.find(desk) == []


async def test_a_draft_survives_the_app(desk: Desk) -> None:
    app = WxmodApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f2")
        await pilot.pause()
        await fill(pilot, remarks="写到一半")
    left = kept(desk)
    assert left is not None
    assert left.words["remarks"] == "写到一半"
    again = WxmodApp(desk)
    async with again.run_test(size=(80, 24)) as pilot:
        await pilot.press("f2")
        await pilot.pause()
        assert again.screen.query_one("#remarks", Input).value == "写到一半"
        assert again.screen.uid == left.uid  # type: ignore[attr-defined]


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_on_a_full_disk_the_app_stays_and_keeps_the_words_until_it_is_left(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    wording.use(lang)
    ready(desk)
    app = WxmodApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f2")
        await pilot.pause()
        fits = desk.store.conn.execute("PRAGMA page_count").fetchone()[0]
        desk.store.conn.execute(f"PRAGMA max_page_count={fits}")
        await fill(pilot, **GOOD, remarks="写到一半" * 400)
        await pilot.press("escape", "f2")
        await pilot.pause()
        assert app.screen.query_one("#remarks", Input).value == "写到一半" * 400
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert recording.find(desk) == []
        await pilot.press("f10")
        await pilot.pause()
        assert isinstance(app.screen, Question)  # what would be lost is said before it is
        await pilot.press("escape")
        desk.store.conn.execute("PRAGMA max_page_count=1000000")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: bool(recording.find(desk)))
        assert app.unkept == {}


async def test_a_correction_keeps_what_the_form_does_not_show(desk: Desk) -> None:
    ready(desk)
    told = hail(desk).model_copy(update={"instruction_no": "ZL-7"})
    no = recording.record(desk, told).name
    app = WxmodApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("2")
        await pilot.press("e")
        await pilot.pause()
        await fill(pilot, reason="数错", rounds="7")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: recording.get(desk, no).versions == 2)
    row = recording.get(desk, no)
    assert (row.operation.releases[0].rounds, row.operation.instruction_no) == (7, "ZL-7")
    assert row.operation.releases[0].start == told.releases[0].start


async def test_undo_takes_back_what_this_session_wrote_and_nothing_before_it(desk: Desk) -> None:
    ready(desk)
    earlier = recording.record(desk, hail(desk)).name
    app = WxmodApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+z")
        await pilot.pause()
        assert not isinstance(app.screen, Question)  # nothing was written in this session yet
        await pilot.press("f2")
        await pilot.pause()
        await fill(pilot, **GOOD | {"start": "1600", "end": "1606"})
        await pilot.press("ctrl+s")
        await pilot.pause()
        if isinstance(app.screen, Question):
            await pilot.press("y")
        await until(pilot, lambda: len(recording.find(desk)) == 2)
        no = recording.find(desk)[-1].no
        await pilot.press("ctrl+z")
        await until(pilot, lambda: isinstance(app.screen, Question))
        assert any(no in line for line in text(app))
        await pilot.press("enter")  # Enter says no
        await pilot.pause()
        assert len(recording.find(desk)) == 2
        await pilot.press("ctrl+z")
        await until(pilot, lambda: isinstance(app.screen, Question))
        await pilot.pause(0.1)
        await pilot.press("y")
        await until(pilot, lambda: len(recording.find(desk)) == 1)
        await pilot.press("ctrl+z")
        await pilot.pause()
        assert not isinstance(app.screen, Question)  # and never on through what was there before
        await pilot.press("ctrl+y")
        await until(pilot, lambda: len(recording.find(desk)) == 2)
    assert [row.no for row in recording.find(desk)] == [earlier, no]
    assert recording.get(desk, no).versions == 3  # told, voided, told again: nothing is lost


HOSTILE = "[/b] [@click=app.quit]x[/] [red]"


async def test_user_text_is_shown_to_the_letter(desk: Desk) -> None:
    ready(desk)
    told = hail(desk).model_copy(update={"remarks": HOSTILE, "joint": "联[/b]合"[:1] + "1"})
    recording.record(
        desk,
        told.model_copy(update={"weather": told.weather.model_copy(update={"before": HOSTILE})}),
    )
    app = WxmodApp(desk)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("2")
        await pilot.press("enter")
        await pilot.pause()
        assert any("[@click=app.quit]" in line for line in text(app))
        await pilot.press("escape")
        await pilot.press("e")
        await pilot.pause()
        assert app.screen.query_one("#before", Input).value == HOSTILE


async def test_rounds_are_issued_by_two_people_or_not_at_all(desk: Desk) -> None:
    ready(desk)
    app = WxmodApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f5")
        await pilot.pause()
        await pilot.press("o")
        await pilot.pause()
        asked = {"lot": "A-7", "source": "county", "to": "西村", "rounds": "5", "by": "K1"}
        await fill(
            pilot,
            **{f"ask-{name}": value for name, value in asked.items()},
        )
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "M322" in str(app.screen.query_one("#fault", Static).render())
        await fill(pilot, **{"ask-witness": "K2"})
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert app.screen.query_one(PagedTable).row_count == 3
    assert Held("site/140322002", "A-7") in {Held(h.place, h.lot.no) for h in stores.stock(desk)}


async def test_a_scanner_types_codes_into_the_form_and_a_round_is_found_by_its_code(
    desk: Desk,
) -> None:
    ready(desk)
    app = WxmodApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f5")
        await pilot.press("r")
        await pilot.pause()
        asked = {"no": "R-1", "type": "rocket-LF-12", "maker": "M", "rounds": "2", "by": "K1"}
        await fill(
            pilot,
            **{f"ask-{name}": value for name, value in asked.items()},
        )
        app.screen.query_one("#ask-codes", Input).focus()
        for code in ("03B0001", "02R0001", "02R0001", "02R0002"):
            await pilot.press(*code, "enter")
        assert app.screen.query_one("#ask-codes", Input).value == "03B0001 02R0001 02R0002 "
        assert app.focused is app.screen.query_one("#ask-codes", Input)
        await pilot.pause(0.2)  # a person, not the scanner's second line end
        await pilot.press("enter")
        assert app.focused is not app.screen.query_one("#ask-codes", Input)
        assert app.screen.query_one("#ask-type", Input).placeholder.startswith("shell-37")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert [s.code for s in codes.in_box(desk, "03B0001")] == ["02R0001", "02R0002"]
        for what, shown in (("02R0002", "盂县弹药库"), ("03B0001", "02R0001"), ("A-7", "东邢 20")):
            await pilot.press("w")
            await pilot.pause()
            await fill(pilot, **{"ask-what": what})
            await pilot.press("ctrl+s")
            await pilot.pause()
            assert any(shown in line for line in text(app)), text(app)
            await pilot.press("escape")
        await pilot.press("w")
        await pilot.pause()
        await fill(pilot, **{"ask-what": "nobody"})
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "nobody" in str(app.screen.query_one("#fault", Static).render())


async def test_a_dud_is_set_apart_and_a_difference_explained_in_the_app(desk: Desk) -> None:
    ready(desk)
    app = WxmodApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f5")
        await pilot.press("f")
        await pilot.pause()
        await fill(
            pilot, **{"ask-lot": "A-7", "ask-source": "东邢", "ask-rounds": "1", "ask-by": "P11"}
        )
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert stores.stock(desk, "dud/140322001")[0].rounds == 1
        done, _gaps = stocktakes.count(desk, "county", {"A-7": 79}, ("K1", "I1"))
        await pilot.press("j")
        await pilot.pause()
        told = {"ref": done.receipt.ref, "subject": "A-7", "by": "K1", "reason": "少一发，查监控"}
        await fill(
            pilot,
            **{f"ask-{name}": value for name, value in told.items()},
        )
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert stocktakes.open_discrepancies(desk) == []


async def test_two_pins_are_typed_unseen_where_the_programme_asks_for_them(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wxmod.domain.registry.pins.LOG2_COST", 4)
    ready(desk)
    set_pins(desk, {"K1": "271828", "K2": "314159"})
    said = [{"since": "2023-01-01", "value": True, "source": "试", "confidence": "unverified"}]
    settings = Settings.model_validate(desk.program.settings.model_dump() | {"pins_required": said})
    app = WxmodApp(replace(desk, program=desk.program.model_copy(update={"settings": settings})))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f5")
        await pilot.pause()
        await pilot.press("o")
        await pilot.pause()
        asked = {
            "lot": "A-7",
            "source": "county",
            "to": "西村",
            "rounds": "5",
            "by": "K1",
            "witness": "K2",
            "pin_by": "271828",
            "pin_witness": "314150",
        }
        await fill(
            pilot,
            **{f"ask-{name}": value for name, value in asked.items()},
        )
        assert not [line for line in text(app) if "271828" in line]
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "不对" in str(app.screen.query_one("#fault", Static).render())
        await fill(pilot, **{"ask-pin_witness": "314159"})
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert app.screen.query_one(PagedTable).row_count == 3


async def test_the_duty_page_says_what_has_waited_too_long(desk: Desk) -> None:
    ready(desk)
    stocktakes.count(desk, "county", {"A-7": 79}, ("K1", "I1"))
    late = NOW + timedelta(days=22)
    app = WxmodApp(replace(desk, clock=lambda: late))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        told = " ".join(text(app))
        assert "差异超时 1" in told
        assert "待盘点 1 处" in told
        assert "待封账 2023-05 起 3 个月" in told


async def test_the_year_follows_the_arrows_and_names_what_is_behind_a_row(example: Desk) -> None:
    app = WxmodApp(example)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("f7")
        await pilot.pause()
        assert any("1536" in line for line in text(app))
        await pilot.press("enter")
        await pilot.pause()
        assert any("20230113-001-1" in line for line in text(app))
        await pilot.press("escape")
        await pilot.press("left")
        await pilot.pause()
        assert any("2022" in line for line in text(app))


async def test_chinese_punctuation_finds_too(example: Desk) -> None:
    app = WxmodApp(example)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("2")
        await pilot.pause()
        await pilot.press("slash")
        await fill(pilot, find="土塔 增雨")
        assert app.screen.query_one(PagedTable).row_count == 3


def test_the_clock_of_tests_is_the_desks(desk: Desk) -> None:
    assert replace(desk).now() == NOW


def test_building_the_app_loads_nothing_scientific() -> None:
    import subprocess  # noqa: PLC0415
    import sys  # noqa: PLC0415

    heavy = {"metpy", "xarray", "pandas", "scipy", "matplotlib", "sqlite_utils"}
    code = "import sys; from wxmod.actions.record import setup; from tui.app import WxmodApp; WxmodApp(setup.demo());"
    code += f"print(sorted({heavy!r} & sys.modules.keys()))"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == "[]"


def test_no_color_means_none_at_all(example: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from textual.filter import NoColor  # noqa: PLC0415

    monkeypatch.setenv("NO_COLOR", "1")
    assert any(isinstance(f, NoColor) for f in WxmodApp(example)._filters)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert not any(isinstance(f, NoColor) for f in WxmodApp(example)._filters)


async def test_the_line_being_filled_in_is_marked_and_only_that(desk: Desk) -> None:
    app = WxmodApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f2")
        for name in ("rounds", "site"):
            app.screen.query_one(f"#{name}", Input).focus()
            await pilot.pause()
            marked = [
                label.parent.query_one(Input).id  # type: ignore[union-attr]
                for label in app.screen.query(".row > .label")
                if label.styles.text_style.reverse
            ]
            assert marked == [name]
