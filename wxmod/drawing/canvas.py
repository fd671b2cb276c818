"""The one canvas: cells of a terminal, each with the dots inside it or the letter on it.

Dots are braille (two by four in a cell), half-blocks (one by two) or, where a terminal shows neither, one ASCII sign a
cell.  Letters take the cells they take: a Chinese one takes two, and a row is never longer than the canvas.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import groupby
from math import ceil
from operator import attrgetter
from typing import NamedTuple, Self

BRAILLE_FIRST = 0x2800
_BRAILLE_BITS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
"""Bit of a dot by its column and row within a cell."""
_HALVES = {1: "▀", 2: "▄", 3: "█"}
_PLAINER = str.maketrans({"²": "2", "°": None, "←": "<", "→": ">", "–": "-", "…": "..", "℃": "C"})
"""What a terminal without these letters is shown instead; words in Han stay as they are."""
BLANK = " "
_CUT = ".."
TAIL = ""
"""What stands in the second cell of a wide letter."""


class Signs(StrEnum):
    """What a terminal can show."""

    BRAILLE = "braille"
    BLOCK = "block"
    ASCII = "ascii"

    @property
    def dots(self) -> tuple[int, int]:
        """Dots across and down in a cell."""
        return {
            Signs.BRAILLE: (2, 4),
            Signs.BLOCK: (1, 2),
            Signs.ASCII: (1, 1),
        }[self]

    @property
    def tall(self) -> float:
        """How much higher than wide a dot is; a cell is about twice as high as wide."""
        across, down = self.dots
        return 2 * across / down


class Ink(StrEnum):
    """What a dot or letter stands for; a theme gives it a colour, and without colour nothing is lost."""

    PLAIN = "plain"
    STRONG = "strong"
    FAINT = "faint"
    RAIN = "rain"
    SNOW = "snow"
    HAIL = "hail"
    GOOD = "good"
    SOON = "soon"
    BAD = "bad"
    WARM = "warm"
    COLD = "cold"


COLOURS = {
    Ink.STRONG: "1",
    Ink.FAINT: "2",
    Ink.RAIN: "38;5;39",
    Ink.SNOW: "38;5;123",
    Ink.HAIL: "38;5;208",
    Ink.GOOD: "38;5;36",
    Ink.SOON: "38;5;220",
    Ink.BAD: "38;5;203",
    Ink.WARM: "38;5;203",
    Ink.COLD: "38;5;75",
}
"""What sets each ink in a terminal of 256 colours."""


class Room(NamedTuple):
    """How large a picture may be, and in which signs."""

    columns: int
    rows: int
    signs: Signs = Signs.BRAILLE

    @property
    def ascii_only(self) -> bool:
        return self.signs is Signs.ASCII


class Run(NamedTuple):
    """Text in one ink."""

    text: str
    ink: Ink


Row = tuple[Run, ...]


class Drawing(NamedTuple):
    """A finished picture: rows from above, each a few runs of text."""

    rows: tuple[Row, ...]

    def lines(self) -> list[str]:
        """The picture without colour."""
        texts = []
        for row in self.rows:
            text = "".join(run.text for run in row)
            texts.append(text.rstrip())
        return texts

    def painted(self) -> list[str]:
        """The picture in the colours of a terminal."""
        return ["".join(_painted(run) for run in row) for row in self.rows]


def _painted(run: Run) -> str:
    colour = COLOURS.get(run.ink)
    if colour is None or not run.text.strip():
        return run.text
    return f"\x1b[{colour}m{run.text}\x1b[0m"


def width(text: str) -> int:
    """Cells a text takes: Han and full-width forms two, marks that sit on a letter none."""
    return sum(_width(letter) for letter in text)


def _width(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def cut(text: str, cells: int) -> str:
    """As much of *text* as *cells* hold; a cut is shown by two dots, which every terminal has."""
    if width(text) <= cells:
        return text
    left = cells - len(_CUT)
    if left < 0:
        return ""
    kept = ""
    for letter in text:
        left -= _width(letter)
        if left < 0:
            break
        kept += letter
    return kept + _CUT


def folded(text: str, cells: int) -> list[str]:
    """*text* in lines of at most *cells*: broken at blanks, and within Han anywhere."""
    lines = [""]
    for word in _words(text):
        longer = lines[-1] + word
        if width(longer.rstrip()) <= cells:
            lines[-1] = longer
        else:
            lines.append(cut(word.lstrip(), cells))
    return [line.rstrip() for line in lines if line.strip()]


def _words(text: str) -> Iterator[str]:
    """Han one by one, what else there is up to the next blank, the blank with the word before it."""
    word = ""
    for letter in text:
        wide = _width(letter) > 1
        if wide and word:
            yield word
            word = ""
        word += letter
        if wide or letter == BLANK:
            yield word
            word = ""
    if word:
        yield word


class Hatch(StrEnum):
    """Which dots of a surface are set, so that surfaces differ without colour."""

    FULL = "full"
    STRIPES = "stripes"
    CHECKS = "checks"
    SPARSE = "sparse"

    def covers(self, x: int, y: int) -> bool:
        """Whether the dot at a place is set."""
        if self is Hatch.STRIPES:
            return x % 2 == 0
        if self is Hatch.CHECKS:
            return (x + y) % 2 == 0
        if self is Hatch.SPARSE:
            return x % 2 == 0 and y % 2 == 0
        return True


class Fill(NamedTuple):
    """How a surface is filled; *sign* is what it is in ASCII."""

    ink: Ink
    sign: str
    hatch: Hatch = Hatch.FULL


class _Cell(NamedTuple):
    """One cell: its letter, or its dots as a number, and its ink."""

    letter: str | None
    dots: int
    ink: Ink

    @property
    def is_letter(self) -> bool:
        """Whether a letter was written here; the sign of a dot in ASCII is none."""
        return self.letter is not None and not self.dots


_EMPTY = _Cell(None, 0, Ink.PLAIN)
_BLANKED = _Cell(BLANK, 0, Ink.PLAIN)
Dot = tuple[float, float]
"""A place in dots, from the left and from above."""


class Canvas:
    """A sheet of cells to draw on; what is drawn later lies on top, but never on letters."""

    def __init__(self, columns: int, rows: int, signs: Signs) -> None:
        self.columns = max(columns, 1)
        self.rows = max(rows, 1)
        self.signs = signs
        self.plain_letters = signs is Signs.ASCII
        self.wide, self.high = signs.dots
        self.across = self.columns * self.wide
        self.down = self.rows * self.high
        self._cells = [[_EMPTY] * self.columns for _row in range(self.rows)]

    @classmethod
    def of_glyphs(cls, columns: int, rows: int, *, ascii_only: bool) -> Self:
        """One where each dot is a cell with a sign of its own, ASCII or not."""
        made = cls(columns, rows, Signs.ASCII)
        made.plain_letters = ascii_only
        return made

    def dot(self, x: int, y: int, ink: Ink, sign: str) -> None:
        """One dot, counted from the left and from above; *sign* stands for it in ASCII.  None off the canvas."""
        if not (0 <= x < self.across and 0 <= y < self.down):
            return
        column, within_x = divmod(x, self.wide)
        row, within_y = divmod(y, self.high)
        cell = self._cells[row][column]
        if cell.is_letter:
            return
        dots = cell.dots | self._bit(within_x, within_y)
        letter = sign if self.signs is Signs.ASCII else None
        self._cells[row][column] = _Cell(letter, dots, ink)

    def _bit(self, x: int, y: int) -> int:
        if self.signs is Signs.BRAILLE:
            return _BRAILLE_BITS[x][y]
        return 1 << y

    def line(self, start: Dot, end: Dot, ink: Ink, sign: str) -> None:
        """Dots along a straight line between two places in dots."""
        for x, y in between(start, end):
            self.dot(round(x), round(y), ink, sign)

    def box(self, corner: tuple[int, int], size: tuple[int, int], fill: "Fill") -> None:
        """A box of dots, counted from its upper left corner."""
        left, top = corner
        wide, high = size
        for x in range(left, left + wide):
            for y in range(top, top + high):
                self.shade(x, y, fill)

    def shade(self, x: int, y: int, fill: "Fill") -> None:
        """One dot of a surface, where its hatch has one; in ASCII its sign tells surfaces apart, in every cell."""
        if self.signs is Signs.ASCII or fill.hatch.covers(x, y):
            self.dot(x, y, fill.ink, fill.sign)

    def write(self, row: int, column: int, text: str, ink: Ink = Ink.PLAIN) -> int:
        """Letters from a cell on, as many as fit, a cut shown; the column after the last."""
        if not 0 <= row < self.rows:
            return column
        if self.plain_letters:
            text = text.translate(_PLAINER)
        for letter in cut(text, self.columns - column):
            wide = _width(letter)
            if wide and column >= 0:
                self._letter(row, column, letter, ink)
            column += wide
        return column

    def title(self, text: str) -> None:
        """The first row, as far as there is room."""
        self.write(0, 0, text, Ink.STRONG)

    def note(self, row: int, text: str) -> None:
        """A row of small print."""
        self.write(row, 0, text, Ink.FAINT)

    def write_to(self, row: int, end: int, text: str, ink: Ink = Ink.PLAIN) -> None:
        """Letters that end before a column."""
        start = end - width(text)
        self.write(row, start, text, ink)

    def _letter(self, row: int, column: int, letter: str, ink: Ink) -> None:
        """One letter; half of a wide one that it lies on is blanked, so that no row changes its length."""
        cells = self._cells[row]
        after = column + _width(letter)
        if cells[column].letter == TAIL:
            cells[column - 1] = _BLANKED
        if after < self.columns and cells[after].letter == TAIL:
            cells[after] = _BLANKED
        cells[column] = _Cell(letter, 0, ink)
        for second in range(column + 1, after):
            cells[second] = _Cell(TAIL, 0, ink)

    def is_free(self, row: int, column: int, cells: int) -> bool:
        """Whether no letter stands in so many cells from one on, and all lie on the canvas."""
        end = column + cells
        if row not in range(self.rows) or column < 0 or end > self.columns:
            return False
        there = self._cells[row]
        return not any(cell.is_letter for cell in there[column:end])

    def cell_of(self, x: float, y: float) -> tuple[int, int]:
        """Row and column of the cell that holds a dot."""
        row = round(y) // self.high
        column = round(x) // self.wide
        return row, column

    def drawing(self) -> Drawing:
        """What has been drawn."""
        rows = [tuple(self._runs(row)) for row in self._cells]
        return Drawing(tuple(rows))

    def _runs(self, row: Sequence[_Cell]) -> Iterator[Run]:
        """Cells of one ink that stand side by side, as one run."""
        for ink, cells in groupby(row, key=attrgetter("ink")):
            text = "".join(self._shown(cell) for cell in cells)
            yield Run(text, ink)

    def _shown(self, cell: _Cell) -> str:
        if cell.letter is not None:
            return cell.letter
        if not cell.dots:
            return BLANK
        if self.signs is Signs.BRAILLE:
            return chr(BRAILLE_FIRST + cell.dots)
        return _HALVES[cell.dots]


def between(start: Dot, end: Dot) -> Iterator[Dot]:
    """Places from one to the other, no two farther apart than a dot."""
    x0, y0 = start
    x1, y1 = end
    across = x1 - x0
    down = y1 - y0
    farthest = max(abs(across), abs(down))
    steps = max(ceil(farthest), 1)
    for n in range(steps + 1):
        share = n / steps
        yield x0 + across * share, y0 + down * share
