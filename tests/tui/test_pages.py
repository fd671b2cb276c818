"""Pages never stand in the way: read beside the interface where the record is long, listed page by page."""

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.widgets import Static

from tests.tui.test_app import text, until
from tui.app import WxmodApp
from tui.chrome.paged import PAGE, Column, PagedTable, Source
from wxmod.actions import Desk
from wxmod.actions.operations import listing, recording
from wxmod.actions.record import watch


class Long(App[None]):
    """A hundred thousand rows, and which of them were read."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: list[int] = []

    def compose(self) -> ComposeResult:
        yield PagedTable([Column("n", 8, number=True), Column("what", 6, wide=True)], id="list")

    def on_mount(self) -> None:
        def page(first: int, rows: int) -> list[int]:
            self.pages.append(first)
            return list(range(first, min(first + rows, 100_000)))

        self.query_one(PagedTable).show(Source(100_000, page, lambda n: (n, f"row {n}")))


async def test_only_what_is_seen_of_a_long_list_is_read() -> None:
    app = Long()
    async with app.run_test(size=(40, 12)) as pilot:
        table = app.query_one(PagedTable)
        table.focus()
        await pilot.pause()
        assert app.pages == [0]
        assert table.chosen == 0
        await pilot.press("end")
        await pilot.pause()
        assert table.chosen == 99_999
        assert app.pages == [0, 100_000 - PAGE]
        shown = [strip.text for strip in app.screen._compositor.render_strips()]
        # The number stands on the right of its eight cells, the last row at the bottom.
        assert shown[-1].startswith("    99999  row 99999")
        await pilot.press("pageup", "home", "down")
        assert table.chosen == 1
        table.show(Source(1, lambda _first, _rows: [7], lambda n: (n, "")))
        assert table.chosen == 7


def test_operations_are_listed_newest_first_page_by_page(example: Desk) -> None:
    newest = [row.no for row in reversed(recording.find(example))]
    assert listing.count(example) == len(newest)
    pages = [listing.page(example, (), first, 10) for first in range(0, len(newest), 10)]
    assert [row.no for page in pages for row in page] == newest
    assert listing.page(example, (), len(newest), 10) == []


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        (
            "土塔 增雨",
            lambda row: (row.operation.site[-3:], row.operation.purpose) == ("005", "rain"),
        ),
        ("２０２３０７", lambda row: row.no.startswith("202307")),
        ("防雹", lambda row: row.operation.purpose == "hail"),
        ("GC20231109", lambda row: row.operation.process == "GC20231109"),
        ("%", lambda _row: False),
    ],
)
def test_a_search_finds_by_number_site_purpose_and_process(example: Desk, typed, wanted) -> None:
    asked = listing.words(example, typed)
    found = [row.no for row in listing.page(example, asked, 0, 1000)]
    expected = [row.no for row in reversed(recording.find(example)) if wanted(row)]
    assert found == expected
    assert listing.count(example, asked) == len(expected)


@pytest.mark.parametrize(
    ("key", "shown"), [("1", "作业期"), ("f5", "盂县弹药库"), ("f4", "任务板"), ("f7", "1536")]
)
async def test_a_long_record_is_read_beside_the_interface(
    example: Desk, monkeypatch: pytest.MonkeyPatch, key: str, shown: str
) -> None:
    monkeypatch.setattr(watch, "LONG", 0)
    app = WxmodApp(example)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press(key)
        await until(pilot, lambda: any(shown in line for line in text(app)))
        said = "\n".join(text(app))
        assert "读取中" not in said
        assert "只读" not in said  # the thread's own way of reading is nobody's concern


async def test_figures_stand_on_the_right(example: Desk) -> None:
    app = WxmodApp(example)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f5")
        await pilot.pause()
        lines = [line for line in text(app) if "重构-" in line]
        # The number of rounds ends in the same cell of every row, whatever its length.
        ends = {cell_len(line[: line.index("  2025-09-30")]) for line in lines}
        assert len(lines) == 9
        assert len(ends) == 1


async def test_the_top_line_says_how_things_stand(example: Desk) -> None:
    app = WxmodApp(example)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        title = str(app.screen.query_one("#title", Static).render())
        assert "增雨●" in title
        assert "防雹○" in title
        assert "草稿" not in title
        await pilot.press("f2")
        await pilot.pause()
        await pilot.press("9")
        app.screen.keep_draft()  # type: ignore[attr-defined]
        await pilot.press("escape")
        await pilot.pause()
        assert "草稿●" in str(app.screen.query_one("#title", Static).render())
