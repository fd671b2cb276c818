"""Keys land where they were meant for, however far ahead of the screen they are typed: through a real terminal."""

import os

import pytest

from tests.duty_log import ready
from tests.tui.terminal import CTRL_S, F2, F5, terminal, typed
from wxmod.actions import Desk
from wxmod.actions.ammunition import codes, stores
from wxmod.actions.operations import recording

pytestmark = pytest.mark.slow
LONG = int(os.environ.get("WXMOD_TYPE_AHEAD", "0"))
"""How often each of four speeds is tried: 25 makes a hundred.  Else once the two that went wrong most."""
SPEEDS = (0.0, 0.03, 0.06, 0.1) * LONG or (0.0, 0.06)
MISSION = {"purpose": "增雨", "start": "1432", "end": "1440", "rounds": "9", "azimuths_deg": "210"}


def held(desk: Desk, lot: str) -> list[stores.Holding]:
    """Where rounds of a lot are."""
    return [each for each in stores.stock(desk) if each.lot.no == lot]


@pytest.mark.parametrize("key", ["\t", "\r"], ids=["tab", "enter"])
def test_the_form_takes_each_word_into_its_own_field(desk: Desk, key: str) -> None:
    ready(desk)
    keys = f"增雨{key * 3}1432{key}1440{key * 3}9{key}210{key}".encode()
    with terminal(desk) as app:
        for pause in SPEEDS:
            app.type(F2)
            app.until_shown("首发")
            app.rest()
            app.type(keys, pause)
            app.until(lambda: typed(desk, "operation").get("azimuths_deg") == "210")
            words = typed(desk, "operation")
            assert {name: words[name] for name in MISSION} == MISSION, pause
            # Given up, so that the next round begins with an empty form.
            app.type(b"\x0e")
            app.until_shown("放弃")
            app.rest()
            app.answer(b"y", lambda: not typed(desk, "operation"))
            app.rest()
            app.type(b"\x1b")
            app.rest()


@pytest.mark.parametrize("key", ["\t", "\r"], ids=["tab", "enter"])
def test_a_letter_opens_a_window_and_what_follows_is_typed_into_it(desk: Desk, key: str) -> None:
    ready(desk)
    with terminal(desk) as app:
        for n, pause in enumerate(SPEEDS):
            app.type(F5)
            app.rest()
            # R: lot, type, maker; the place is known already; rounds, expiry.
            keys = f"rN-{n}{key}shell-37{key}某厂{key * 2}30{key}2029-01-01{key * 2}K1{key}K2"
            app.type(keys.encode() + CTRL_S, pause)
            app.until(lambda lot=f"N-{n}": bool(held(desk, lot)))
            (there,) = held(desk, f"N-{n}")
            assert (there.rounds, there.lot.maker, there.place) == (30, "某厂", "depot/county"), (
                pause
            )
            app.rest()


def test_what_is_typed_behind_the_key_that_writes_answers_no_question_unread(desk: Desk) -> None:
    ready(desk)
    keys = "防雹\t\t\t0100\t0106\t\tX-9\t9\t".encode() + CTRL_S + b"\r\r"
    with terminal(desk) as app:
        app.type(F2)
        app.until_shown("首发")
        app.rest()
        app.type(keys)
        app.until_shown("照实记录")
        app.rest()
        assert recording.find(desk) == []
        app.answer(b"\r", lambda: len(recording.find(desk)) == 1)


@pytest.mark.parametrize("end", ["\r", "\r\r", "\r\n"], ids=["CR", "CR CR", "CR LF"])
def test_scanned_codes_stay_apart(desk: Desk, end: str) -> None:
    """In one batch and in chunks that end anywhere."""
    ready(desk)
    with terminal(desk) as app:
        for n, size in enumerate((1, 3, 7, 1000), 1):
            wanted = [f"023690123456{n}{at:03}" for at in range(6)]
            box = f"03BOX0000{n}"
            stream = "".join(code + end for code in [box, *wanted]).encode()
            app.type(F5)
            app.rest()
            app.type(f"rS-{n}\tshell-37\tM\t\t6\t2029-01-01\t".encode())
            app.rest()
            for at in range(0, len(stream), size):
                app.type(stream[at : at + size])
                app.paint(0.02)
            app.rest()
            app.paint(0.3)
            app.type(b"\rK1\tK2" + CTRL_S)
            app.until(lambda lot=f"S-{n}": bool(held(desk, lot)))
            assert [each.code for each in codes.in_box(desk, box)] == wanted, size
            app.rest()


def test_two_codes_run_together_are_not_guessed_apart(desk: Desk) -> None:
    ready(desk)
    with terminal(desk) as app:
        app.type(F5)
        app.rest()
        app.type(b"rS-2\tshell-37\tM\t\t3\t2029-01-01\t")
        app.type(b"0236901000001\r02369010000020236901000003\r")
        app.rest()
        app.paint(0.3)
        app.type(b"\rK1\tK2" + CTRL_S)
        app.until_shown("连在一起")
        assert held(desk, "S-2") == []
