"""The canvas: cells and not characters, dots where they belong, rows that keep their length."""

import pytest
from rich.cells import cell_len

from wxmod.drawing.axes import plane, step, ticks
from wxmod.drawing.canvas import (
    COLOURS,
    Canvas,
    Fill,
    Hatch,
    Ink,
    Room,
    Signs,
    cut,
    folded,
    width,
)


def rows(canvas: Canvas) -> list[str]:
    """Every row with its blanks."""
    return ["".join(run.text for run in row) for row in canvas.drawing().rows]


@pytest.mark.parametrize(
    ("x", "y", "sign"),
    [(0, 0, "⠁"), (1, 0, "⠈"), (0, 3, "⡀"), (1, 3, "⢀"), (1, 2, "⠠")],
)
def test_each_dot_of_a_cell_is_its_own(x: int, y: int, sign: str) -> None:
    """As Unicode numbers the dots of braille: 1 4 / 2 5 / 3 6 / 7 8."""
    canvas = Canvas(1, 1, Signs.BRAILLE)
    canvas.dot(x, y, Ink.PLAIN, "x")
    assert rows(canvas) == [sign]


def test_half_blocks_add_up_and_ascii_shows_the_sign() -> None:
    halves = Canvas(3, 1, Signs.BLOCK)
    for x, y in ((0, 0), (1, 1), (2, 0), (2, 1)):
        halves.dot(x, y, Ink.PLAIN, "x")
    assert rows(halves) == ["▀▄█"]
    plain = Canvas(2, 1, Signs.ASCII)
    plain.dot(1, 0, Ink.PLAIN, "x")
    assert rows(plain) == [" x"]


@pytest.mark.parametrize(("x", "y"), [(-1, 0), (4, 0), (0, -1), (0, 4)])
def test_what_lies_off_the_canvas_is_not_drawn_elsewhere(x: int, y: int) -> None:
    canvas = Canvas(2, 1, Signs.BRAILLE)
    canvas.dot(x, y, Ink.PLAIN, "x")
    assert rows(canvas) == ["  "]


@pytest.mark.parametrize("column", range(8))
def test_a_wide_letter_over_another_keeps_the_row_as_long(column: int) -> None:
    canvas = Canvas(8, 1, Signs.BRAILLE)
    canvas.write(0, 0, "东邢西村")
    canvas.write(0, column, "塔")
    assert cell_len(rows(canvas)[0]) == 8


def test_half_of_a_wide_letter_is_never_left_standing() -> None:
    canvas = Canvas(4, 1, Signs.ASCII)
    canvas.write(0, 0, "东邢")
    canvas.write(0, 1, "x")
    assert rows(canvas) == [" x邢"]


def test_a_wide_letter_that_does_not_fit_is_left_out() -> None:
    canvas = Canvas(5, 1, Signs.ASCII)
    assert canvas.write(0, 0, "东邢塔") == 4
    assert rows(canvas) == ["东.. "]


def test_dots_never_lie_on_letters() -> None:
    canvas = Canvas(2, 1, Signs.BRAILLE)
    canvas.write(0, 0, "1")
    canvas.box((0, 0), (4, 4), Fill(Ink.RAIN, "="))
    assert rows(canvas) == ["1⣿"]


def test_surfaces_differ_without_colour() -> None:
    signs = set()
    for hatch in Hatch:
        canvas = Canvas(1, 1, Signs.BRAILLE)
        canvas.box((0, 0), (2, 4), Fill(Ink.RAIN, "=", hatch))
        signs.add(rows(canvas)[0])
    assert len(signs) == len(Hatch)


@pytest.mark.parametrize(
    ("text", "cells", "kept"),
    [("东邢西村", 8, "东邢西村"), ("东邢西村", 7, "东邢.."), ("ab", 1, ""), ("é东", 3, "é东")],
)
def test_a_cut_is_by_cells_and_shown(text: str, cells: int, kept: str) -> None:
    assert cut(text, cells) == kept
    assert width(kept) <= cells


def test_lines_are_folded_at_blanks_and_within_han() -> None:
    assert folded("the darker the more", 10) == ["the darker", "the more"]
    assert folded("圆只表示面积", 5) == ["圆只", "表示", "面积"]


@pytest.mark.parametrize(
    ("low", "high", "most", "told"),
    [
        (0, 11, 4, [0, 5, 10]),
        (0, 87, 5, [0, 20, 40, 60, 80]),
        (-3, 3, 3, [-2, 0, 2]),
        (0, 0.3, 3, [0, 0.1, 0.2, 0.3]),
        (0, 1, 0, [0, 1]),
    ],
)
def test_ticks_are_round(low: float, high: float, most: int, told: list[float]) -> None:
    assert ticks(low, high, most) == told


def test_a_step_parts_into_no_more_than_asked() -> None:
    assert step(10, 5) == 2
    assert step(10.1, 5) == 5


@pytest.mark.parametrize("signs", list(Signs))
def test_corners_of_a_frame_are_its_outer_dots(signs: Signs) -> None:
    canvas = Canvas(10, 5, signs)
    laid = plane(canvas, (2, 1, 6, 3), (0, 1), (0, 1))
    across, down = signs.dots
    assert laid.at(0, 1) == (2 * across, down)
    assert laid.at(1, 0) == (8 * across - 1, 4 * down - 1)


def test_colour_is_only_ink() -> None:
    canvas = Canvas(3, 1, Signs.ASCII)
    canvas.write(0, 0, "ab", Ink.GOOD)
    drawing = canvas.drawing()
    assert drawing.lines() == ["ab"]
    assert drawing.painted() == [f"\x1b[{COLOURS[Ink.GOOD]}mab\x1b[0m "]


def test_room_knows_whether_it_shows_ascii_alone() -> None:
    assert Room(80, 24, Signs.ASCII).ascii_only
    assert not Room(80, 24).ascii_only
