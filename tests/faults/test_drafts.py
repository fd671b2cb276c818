"""What was typed is there again after the app was killed; two apps on one record keep theirs apart."""

import pytest

from tests.duty_log import ready
from tests.tui.terminal import CTRL_S, F2, F5, Terminal, all_typed, terminal, typed
from wxmod.actions import Desk
from wxmod.actions.ammunition import stores

pytestmark = pytest.mark.slow


def test_a_half_filled_form_survives_a_kill(desk: Desk) -> None:
    ready(desk)
    with terminal(desk) as app:
        app.type(F2)
        app.until_shown("首发")
        app.rest()
        app.type("防雹\t\t\t1432\t".encode())
        app.until(lambda: typed(desk, "operation").get("start") == "1432")
        app.kill()
    with terminal(desk) as again:
        again.type(F2)
        again.until_shown("已恢复草稿")
        again.rest()
        assert "1432" in again.painted.decode("utf-8", "replace")


def test_a_half_filled_window_survives_a_kill_and_is_written_once(desk: Desk) -> None:
    ready(desk)
    with terminal(desk) as app:
        app.type(F5)
        app.rest()
        app.type("rQ-1\tshell-37\t某厂\t\t12".encode())
        app.until(lambda: typed(desk, "入库").get("rounds") == "12")
        app.kill()
    with terminal(desk) as again:
        again.type(F5)
        again.rest()
        again.type(b"r")
        again.until_shown("已恢复上次没写完的")
        again.rest()
        # The first empty field is the expiry.
        again.type(b"2029-01-01\t\tK1\tK2" + CTRL_S)
        again.until(lambda: any(h.lot.no == "Q-1" for h in stores.stock(desk)))
        (held,) = [h for h in stores.stock(desk) if h.lot.no == "Q-1"]
        assert held.rounds == 12
        again.until(lambda: typed(desk, "入库") == {})


def test_two_apps_on_one_record_do_not_share_a_draft(desk: Desk) -> None:
    ready(desk)
    with terminal(desk) as one, terminal(desk) as two:
        _begin(one, "1401")
        _begin(two, "1502")
        two.until(lambda: len(all_typed(desk, "operation")) == 2)
        clocks = {words["start"] for words in all_typed(desk, "operation")}
        assert clocks == {"1401", "1502"}
        two.type(F5)
        two.rest()
        two.type(F2)
        two.until_shown("1502")
        assert "1401" not in two.painted.decode("utf-8", "replace")


def _begin(app: Terminal, clock: str) -> None:
    app.type(F2)
    app.until_shown("首发")
    app.rest()
    app.type(f"防雹\t\t\t{clock}\t".encode())
