"""A few columns wait for no compiler; many get one; both kernels tell the same."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.weather.columns import isa, spc
from tests.weather.storms import fields
from wxmod.weather.columns import choosing, compiling, moments
from wxmod.weather.columns.choosing import COMPILING, LOADING, WAITING, Choice
from wxmod.weather.columns.kernel import kernel, plain
from wxmod.weather.columns.step import through

ROOT = Path(__file__).resolve().parents[2]


def test_the_plain_kernel_tells_what_the_compiled_one_tells_to_the_bit() -> None:
    step = moments.moment(fields(1, 4, 5), 0).step
    written, made = through(plain, step), through(kernel(), step)
    both = np.isnan(written) & np.isnan(made)
    assert ((written.view(np.int32) == made.view(np.int32)) | both).all()
    assert np.isfinite(written).mean() > 0.8


def test_a_sounding_is_judged_without_numba_or_xarray(tmp_path: Path) -> None:
    file = tmp_path / "s.txt"
    file.write_text(spc(isa()))
    script = (
        "import sys\nfrom wxmod.cli import main\n"
        f"sys.argv = ['wxmod', '--demo', 'weather', 'flag', {str(file)!r}]\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        "print(sorted({'numba', 'xarray', 'metpy'} & sys.modules.keys()), file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr.strip().endswith("[]")


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> Choice:
    """A choice on a machine where nothing is kept, whose compiling is only noted down."""
    made = Choice()
    monkeypatch.setattr(choosing, "is_kept", lambda: False)
    monkeypatch.setattr(Choice, "_begin", lambda self: self.begun.append(self.done))
    monkeypatch.setattr(Choice, "_wait", lambda self: self.begun.append("waited"))
    monkeypatch.setattr(choosing, "kernel", lambda: "compiled")
    made.begun = []  # type: ignore[attr-defined]
    return made


def test_few_columns_are_done_at_once_and_nothing_compiles(fresh: Choice) -> None:
    fresh.expect(LOADING)
    assert fresh.kernel(26) is plain
    assert fresh.begun == []  # type: ignore[attr-defined]


def test_many_columns_begin_at_once_while_another_process_compiles(fresh: Choice) -> None:
    fresh.expect(COMPILING + 1)
    assert fresh.begun == [0]  # type: ignore[attr-defined]
    assert fresh.kernel(WAITING) is plain


def test_what_would_take_too_long_waits_for_the_compiler(fresh: Choice) -> None:
    fresh.expect(WAITING + 1)
    assert fresh.kernel(WAITING + 1) == "compiled"
    assert fresh.begun == ["waited"]  # type: ignore[attr-defined]
    assert fresh.kernel(1) == "compiled", "once it is there it is used"


def test_what_is_kept_is_loaded_only_where_it_pays(
    fresh: Choice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "is_kept", lambda: True)
    assert fresh.kernel(LOADING) is plain
    assert fresh.kernel(1) == "compiled"


def test_where_the_installation_cannot_be_written_to_the_users_cache_keeps_the_kernel(
    tmp_path: Path,
) -> None:
    sealed, cache = tmp_path / "file", tmp_path / "cache" / "deep"
    sealed.touch()
    assert compiling.writable(lambda: iter((sealed / "below", cache))) == cache
    assert compiling.writable(lambda: iter((sealed / "below",))) is None


def test_compiling_is_told_with_the_seconds_waited(monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow:
        """A child that is done after two seconds."""

        left = 2

        def wait(self, seconds: int) -> None:
            if self.left:
                self.left -= 1
                raise subprocess.TimeoutExpired("x", seconds)

        def poll(self) -> None:
            return None

    monkeypatch.setattr(choosing, "is_kept", lambda: False)
    monkeypatch.setattr(choosing, "kernel", lambda: "compiled")
    choice, heard = Choice(), []
    choice.child = Slow()  # type: ignore[assignment]
    with choice.telling(heard.append):
        assert choice.kernel(WAITING + 1) == "compiled"
    assert heard[:2] == [1, 2]
    choice._announce(9)
    assert 9 not in heard
