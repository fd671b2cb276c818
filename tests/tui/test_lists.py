"""What every list can do, the pages in one order, and the pages of units, people, settings and the record itself."""

import csv
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.duty_log import ready
from tests.tui.test_app import fill, text, until
from tui.app import PAGES, WxmodApp
from tui.chrome.commands import COMMANDS, TABS, of_app, of_page
from tui.chrome.dialogs import Reading
from tui.chrome.paged import PagedTable
from tui.chrome.rows import Rows
from tui.pages.form import FormPage
from tui.pages.picking import Picking
from tui.pictures.view import PictureView
from wxmod import wording
from wxmod.actions import Desk
from wxmod.actions.registry import registers
from wxmod.domain.registry.equipment import EquipmentStatus, Fitness
from wxmod.program.planning import Planning
from wxmod.program.settings import Settings
from wxmod.words import pinyin, settings

SMALL = (80, 24)


def rows(app: WxmodApp) -> list[list[str]]:
    """What a list shows, cell by cell."""
    held = app.screen.query_one(Rows)
    return [[str(cell) for cell in held.source.shown(row)] for row in held.rows]


async def open_page(pilot: Pilot[Any], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)], ids=str)
@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_pages_have_one_order_at_every_size(
    example: Desk, lang: str, size: tuple[int, int]
) -> None:
    wording.use(lang)
    app = WxmodApp(example)
    async with app.run_test(size=size) as pilot:
        for number, name in enumerate(TABS, 1):
            await open_page(pilot, str(number))
            assert type(app.screen) is PAGES[name]
            tabs = text(app)[1]
            assert [tabs.index(f" {n} ") for n in range(1, 10)] == sorted(
                tabs.index(f" {n} ") for n in range(1, 10)
            )
            if number > 2:
                await open_page(pilot, "1", f"f{number}")
                assert type(app.screen) is PAGES[name]


async def test_a_page_is_opened_by_a_click_on_its_name(example: Desk) -> None:
    app = WxmodApp(example)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        where = text(app)[1].index("9")
        # Four pages of two Chinese letters and more stand before it: cells, not letters.
        from rich.cells import cell_len  # noqa: PLC0415

        await pilot.click("#tabs", offset=(cell_len(text(app)[1][:where]) + 1, 0))
        await until(pilot, lambda: type(app.screen) is PAGES["settings"])


def test_no_two_commands_of_a_page_share_a_key_and_every_one_says_what_it_does() -> None:
    for page in TABS:
        keys = [key for each in of_page(page) for key in each.keys.split(",")]
        assert len(keys) == len(set(keys)), page
    everywhere = [key for each in of_app() for key in each.keys.split(",") if key]
    assert len(everywhere) == len(set(everywhere))
    assert [each.name for each in COMMANDS if not each.said or not each.shown] == []
    assert len({each.name for each in COMMANDS}) == len(COMMANDS)


async def test_a_list_is_found_in_sorted_and_goes_back(example: Desk) -> None:
    app = WxmodApp(example)
    async with app.run_test(size=SMALL) as pilot:
        await open_page(pilot, "6")
        assert [row[0] for row in rows(app)] == ["B1", "G1", "G2", "L1", "L2"]
        # By the initials of 东邢, as one types them without Chinese.
        await open_page(pilot, "slash", "d", "x", "enter")
        assert [row[0] for row in rows(app)] == ["G1"]
        await open_page(pilot, "escape")
        assert len(rows(app)) == 5
        assert type(app.screen) is PAGES["register"]
        await open_page(pilot, "greater_than_sign", "less_than_sign")
        assert [row[0] for row in rows(app)] == ["L2", "L1", "G2", "G1", "B1"]


async def test_numbers_are_sorted_as_numbers_and_nothing_comes_last(desk: Desk) -> None:
    ready(desk)
    app = WxmodApp(desk)
    async with app.run_test(size=SMALL) as pilot:
        await open_page(pilot, "5")
        app.screen.query_one(Rows).sort_by(3)
        await pilot.pause()
        counts = [int(row[3]) for row in rows(app)]
        assert counts == sorted(counts)
        assert counts[0] != counts[-1]


async def test_a_row_is_copied_with_tabs_and_what_is_seen_is_exported(
    example: Desk, tmp_path: Path
) -> None:
    app = WxmodApp(example)
    async with app.run_test(size=SMALL) as pilot:
        await open_page(pilot, "6", "down", "y")
        assert app.clipboard.split("\t")[:3] == ["G1", "高炮", "37mm高炮"]
        await open_page(pilot, "slash", "东", "enter", "E")
        target = tmp_path / "units.csv"
        await fill(pilot, **{"ask-path": str(target)})
        await open_page(pilot, "ctrl+s")
        with target.open(encoding="utf-8-sig", newline="") as file:
            told = list(csv.reader(file))
        assert [row[0] for row in told[1:]] == ["G1", "G2"]
        assert told[0][0] == "编号"
        # Nothing is written over.
        before = target.read_bytes()
        await open_page(pilot, "E")
        await fill(pilot, **{"ask-path": str(target)})
        await open_page(pilot, "ctrl+s")
        assert target.read_bytes() == before
        assert "已经存在" in "\n".join(text(app))


async def test_the_long_list_of_operations_is_found_in_and_copied_too(example: Desk) -> None:
    app = WxmodApp(example)
    async with app.run_test(size=SMALL) as pilot:
        await open_page(pilot, "2", "slash", *"防雹", "enter", "y")
        assert app.clipboard.split("\t")[:3] == ["20230905-001-1", "2023-09-05 14:20", "东邢"]
        assert app.screen.query_one(PagedTable).row_count == 17


async def test_an_inspection_is_written_in_the_app(desk: Desk) -> None:
    app = WxmodApp(desk)
    async with app.run_test(size=SMALL) as pilot:
        await open_page(pilot, "6", "down", "n")
        assert app.screen.query_one("#ask-unit", Input).value == "G1"
        await fill(pilot, **{"ask-on": "2023-07-19", "ask-result": "不合格"})
        await open_page(pilot, "ctrl+s")
        fitness = {each.unit.id: each.fitness for each in registers.equipment(desk)}
        assert fitness["G1"] is Fitness.FAILED
        await fill_register(pilot, app, "2023-07-20", "合格")
        standing = next(each for each in registers.equipment(desk) if each.unit.id == "G1")
        # A year from the day on, by the programme.
        assert (standing.fitness, standing.days_left) == (Fitness.FIT, 365)
        # One that lies ahead has not happened.
        await open_page(pilot, "n")
        await fill(pilot, **{"ask-on": "2023-07-21", "ask-result": "合格"})
        await open_page(pilot, "ctrl+s")
        assert "2023-07-21" in "\n".join(text(app))
        assert len(registers.inspections(desk, "G1")) == len({"2023-07-19", "2023-07-20"}) + before(
            desk
        )


def before(desk: Desk) -> int:
    """Inspections the programme's own table begins with."""
    first = registers.inspections(desk, "G1")
    return sum(str(each.inspected_on) < "2023-07-19" for each in first)


async def fill_register(pilot: Pilot[Any], app: WxmodApp, day: str, result: str) -> None:
    assert type(app.screen) is PAGES["register"]
    await open_page(pilot, "n")
    await fill(pilot, **{"ask-on": day, "ask-result": result})
    await open_page(pilot, "ctrl+s")


async def test_a_unit_under_repair_and_a_training_are_written_in_the_app(desk: Desk) -> None:
    app = WxmodApp(desk)
    async with app.run_test(size=SMALL) as pilot:
        await open_page(pilot, "6", "down", "s")
        await fill(pilot, **{"ask-status": "检修"})
        await open_page(pilot, "ctrl+s")
        states = {each.unit.id: each.unit.status for each in registers.equipment(desk)}
        assert states["G1"] is EquipmentStatus.UNDER_REPAIR
        assert set(states.values()) == {EquipmentStatus.UNDER_REPAIR, EquipmentStatus.IN_SERVICE}
        # Papers are of people: N does nothing there, T does nothing on the other list.
        await open_page(pilot, "t")
        assert type(app.screen) is PAGES["register"]
        await open_page(pilot, "x", "n")
        assert type(app.screen) is PAGES["register"]
        who = app.screen.query_one(Rows).chosen.id
        await open_page(pilot, "t")
        await fill(pilot, **{"ask-trained_on": "2023-07-18"})
        await open_page(pilot, "ctrl+s")
        person = next(each for each in registers.people(desk) if each.id == who)
        assert str(person.trained_on) == "2023-07-18"


async def test_settings_are_found_by_name_and_say_their_source(example: Desk) -> None:
    app = WxmodApp(example)
    async with app.run_test(size=(120, 40)) as pilot:
        await open_page(pilot, "9", "slash", *"年检有效期", "enter")
        (row,) = rows(app)
        assert row[1:5] == ["年检有效期", "", "365", "天"]
        await open_page(pilot, "enter")
        assert isinstance(app.screen, Reading)


def test_every_setting_of_a_programme_has_a_name() -> None:
    asked = {*Settings.model_fields, *Planning.model_fields}
    assert asked == set(settings.labels())


@pytest.mark.parametrize(
    ("value", "shown"),
    [(True, "是"), (False, "否"), (None, ""), (2.50, "2.5"), (("甲", "乙"), "甲、乙")],
)
def test_a_value_is_told_in_words(value: object, shown: str) -> None:
    assert settings.said(value) == shown


async def test_the_record_is_verified_beside_the_work(desk: Desk) -> None:
    app = WxmodApp(desk)
    async with app.run_test(size=SMALL) as pilot:
        await open_page(pilot, "8", "v")
        await until(pilot, lambda: any("链和各表一致" in line for line in text(app)))
        desk.store.conn.execute("UPDATE equipment SET body = replace(body, 'G1', 'G9')")
        await open_page(pilot, "v")
        await until(pilot, lambda: any("✗" in line for line in text(app)))


async def test_english_shows_names_a_foreigner_can_read(example: Desk) -> None:
    wording.use("en")
    app = WxmodApp(example)
    async with app.run_test(size=(120, 40)) as pilot:
        await open_page(pilot, "6")
        assert [row[3] for row in rows(app)][1] == "Dongxing 东邢"


@pytest.mark.parametrize(
    ("name", "read"), [("东邢", "Dongxing"), ("西村", "Xicun"), ("G1", "G1"), ("", "")]
)
def test_a_name_is_read_by_its_commonest_syllables(name: str, read: str) -> None:
    assert pinyin.reading(name) == read


async def test_the_form_lies_over_the_list_of_operations(example: Desk) -> None:
    app = WxmodApp(example)
    async with app.run_test(size=SMALL) as pilot:
        for before in ("1", "5"):
            await open_page(pilot, before, "f2")
            assert type(app.screen) is FormPage
            await open_page(pilot, "escape")
            assert type(app.screen) is PAGES["operations"]
        await open_page(pilot, "escape")
        assert type(app.screen) is PAGES["duty"]


async def test_a_head_keeps_its_letters_beside_the_mark_of_the_order(example: Desk) -> None:
    app = WxmodApp(example)
    async with app.run_test(size=SMALL) as pilot:
        await open_page(pilot, "6", "greater_than_sign")
        assert "编号▲" in text(app)[2]


async def test_lines_of_the_duty_page_open_what_they_tell_of(example: Desk) -> None:
    app = WxmodApp(example)
    async with app.run_test(size=SMALL) as pilot:
        await open_page(pilot, "end", "enter")
        assert isinstance(app.screen, Reading)
        assert "20230827-003-1" in "\n".join(text(app))
        await open_page(pilot, "escape", "home", "down", "down", "enter")
        assert type(app.screen) is PAGES["register"]


async def test_a_figure_of_the_year_opens_its_operations(example: Desk) -> None:
    app = WxmodApp(example)
    async with app.run_test(size=SMALL) as pilot:
        await open_page(pilot, "7", "down", "enter")
        assert isinstance(app.screen, Picking)
        listed = rows(app)
        assert len(listed) == 17
        assert {row[3] for row in listed} == {"防雹"}
        # Their rounds are what the line above says of shells.
        assert sum(int(row[4]) for row in listed) == 153
        await open_page(pilot, "enter")
        assert isinstance(app.screen, Reading)


@pytest.mark.parametrize(
    ("size", "beside", "drawn"),
    [
        ((109, 50), False, False),
        ((110, 37), True, False),
        ((110, 38), True, True),
        ((170, 24), True, True),
    ],
    ids=str,
)
async def test_panes_stand_where_there_is_room(
    example: Desk, size: tuple[int, int], beside: bool, drawn: bool
) -> None:
    app = WxmodApp(example)
    async with app.run_test(size=size) as pilot:
        await open_page(pilot, "5")
        table, detail = app.screen.query_one(PagedTable), app.screen.query_one("#detail")
        assert (detail.region.x > table.region.right - 1) is beside
        view = app.screen.query_one(PictureView)
        assert (view.region.area > 0) is drawn
        assert (view.picture is not None) is drawn
