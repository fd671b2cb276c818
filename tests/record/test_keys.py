"""The key file: where a disk keeps nobody out, it is under a passphrase or it is not there."""

import os
import stat
from pathlib import Path

import pytest

from wxmod.actions import Desk
from wxmod.actions.desk import default_path
from wxmod.actions.record import exchange
from wxmod.domain.errors import BadInput, StoreUnavailable
from wxmod.store.exchange import keys


@pytest.fixture
def exfat(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk on which every file may be read by all and `chmod` does nothing, in silence."""
    real = os.stat

    def told(path: object, **more: object) -> os.stat_result:
        about = real(path, **more)  # type: ignore[call-overload]
        if not stat.S_ISREG(about.st_mode):
            return about
        return os.stat_result((stat.S_IFREG | 0o755, *about[1:]))

    monkeypatch.setattr(os, "stat", told)
    monkeypatch.setattr(os, "chmod", lambda *_args, **_more: None)


@pytest.mark.usefixtures("exfat")
def test_on_exfat_a_key_without_a_passphrase_is_not_made_and_one_with_is(tmp_path: Path) -> None:
    path = tmp_path / "x.key"
    with pytest.raises(BadInput, match="WXMOD_KEY_PASSPHRASE"):
        keys.make(path)
    assert list(tmp_path.iterdir()) == []
    made = keys.make(path, b"words")
    assert keys.public(keys.load(path, b"words")) == keys.public(made)


def test_on_exfat_a_key_brought_there_is_refused_with_advice_that_helps(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    path = tmp_path / "x.key"
    keys.make(path)
    request.getfixturevalue("exfat")
    with pytest.raises(BadInput, match="WXMOD_KEY=") as refused:
        keys.load(path)
    assert "chmod" not in str(refused.value)


def test_elsewhere_a_key_others_may_read_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "x.key"
    keys.make(path)
    path.chmod(0o644)
    with pytest.raises(BadInput, match="chmod 600"):
        keys.load(path)
    assert path.stat().st_mode & 0o777 == 0o644
    path.chmod(0o600)
    assert keys.load(path)


def test_a_key_is_kept_beside_its_successor_once(tmp_path: Path) -> None:
    path = tmp_path / "x.key"
    old = keys.make(path)
    kept = keys.keep_old(path, old)
    assert keys.keep_old(path, old) == kept
    fresh = tmp_path / "x.key.new"
    new = keys.make(fresh)
    keys.put_in_place(fresh, path)
    assert keys.public(keys.load(path)) == keys.public(new)
    assert keys.public(keys.load(kept)) == keys.public(old)
    with pytest.raises(StoreUnavailable):
        keys.load(fresh)


def test_a_home_in_the_environment_is_the_home(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``~`` in `$WXMOD_DB` and `$WXMOD_KEY` would else be a folder of that name wherever the command was given."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("WXMOD_DB", "~/kept/wxmod.db")
    monkeypatch.setenv("WXMOD_KEY", "~/kept/own.key")
    assert default_path() == tmp_path / "kept" / "wxmod.db"
    assert exchange.key_path(desk) == tmp_path / "kept" / "own.key"
    monkeypatch.setenv("WXMOD_DB", "/srv/~wxmod.db")
    assert default_path() == Path("/srv/~wxmod.db")
