"""Looking after the record: is it whole, copy it, bring it back."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from wxmod.actions import watch
from wxmod.actions.desk import Desk
from wxmod.domain.errors import StoreUnavailable
from wxmod.store import copies, daily, database, heads, journal, since
from wxmod.store import export as exports
from wxmod.store import verify as checks
from wxmod.store.daily import Drill
from wxmod.store.verify import Verdict
from wxmod.wording import N_


def sqlite_version() -> str:
    """Of the library the record is kept with."""
    return database.LIBRARY


def verify(desk: Desk, *, anchors: Sequence[str] = ()) -> Verdict:
    """Check chain, tables, schema, file and what the chains are remembered to be; no entry is changed.

    Args:
        desk: The desk over the record.
        anchors: Each ``CHAIN:SEQ:HASH``, ``SEQ·HASH`` or a file of such lines.

    Raises:
        BadInput: an anchor cannot be read.
    """
    known = [anchor for text in anchors for anchor in heads.anchors_from(text)]
    found = checks.verify(desk.store, anchors=known)
    if not found.breaks:
        watch.remember_verified(desk)
    return found


def verify_since(desk: Desk) -> tuple[Verdict, str | None]:
    """Check from the last seal only, which is quick; its entry, or None where nothing is sealed (then: all of it)."""
    found, row = since.verify_since(desk.store)
    return (found, row.ref) if row else (checks.verify(desk.store), None)


def rebuild(desk: Desk) -> int:
    """Make the derived tables anew from the journal; the number of entries it took."""
    return checks.rebuild(desk.store)


def backup(desk: Desk, target: Path) -> Verdict:
    """Copy the record to *target* and verify the copy."""
    return copies.backup(desk.store, target)


def restore(source: Path, target: Path, *, network: bool = False) -> Verdict:
    """Bring a back-up back as *target*, which must not exist."""
    return copies.restore(source, target, network=network)


def drill(desk: Desk, file: Path | None = None) -> Drill:
    """Restore the newest automatic copy, or *file*, somewhere else, verify it, and throw it away.

    Raises:
        StoreUnavailable: there is no copy.
        IntegrityFailure: it does not verify, or the record does not go on from it.
    """
    made = daily.copies(desk.store.path)
    if file is None and not made:
        remedy = N_("用 wxmod backup 备份，再用 wxmod drill 文件 演练")
        raise StoreUnavailable(N_("{path}：还没有自动备份"), remedy=remedy, path=desk.store.path)
    with tempfile.TemporaryDirectory(prefix="wxmod-drill-") as folder:
        return daily.drill(desk.store, file or made[-1].path, Path(folder) / "restored.db")


def failure(error: Exception, path: Path) -> Exception:
    """What SQLite says of the record in *path* as the user should hear it; *error* itself if it is not about that."""
    return database.failure(error, path)


def export(desk: Desk, folder: Path) -> dict[str, int]:
    """Write the record as CSV tables and a line-by-line journal; the number of rows by file.

    Raises:
        StoreUnavailable: the folder cannot be written.
    """
    try:
        return exports.export(desk.store, folder)
    except OSError as error:
        raise StoreUnavailable(N_("{path}：无法写入（{why}）"), path=folder, why=error.strerror) from error


def head(desk: Desk) -> dict[str, object]:
    """Where the chain stands: what a printed report carries so that an auditor can find the record it was made from."""
    seq, seal = journal.tail(desk.store)
    return {"chain": desk.store.chain, "seq": seq, "hash": seal.hex()}
