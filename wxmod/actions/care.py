"""Looking after the record: is it whole, copy it, bring it back."""

from pathlib import Path

from wxmod.actions.desk import Desk, default_actor, moment
from wxmod.domain.errors import StoreUnavailable
from wxmod.store import copies, database, journal, parquet, since
from wxmod.store import export as exports
from wxmod.store import verify as checks
from wxmod.store.exchange import anchored
from wxmod.store.verify import Verdict
from wxmod.wording import N_, _


def sqlite_version() -> str:
    """Of the library the record is kept with."""
    return database.LIBRARY


def notices(desk: Desk) -> list[str]:
    """What whoever opens the record must be told before anything else."""
    said = []
    if done := desk.store.migrated:
        told = _(N_("记录库已由第 {was} 版升级到第 {now} 版（{n} 条流水未动）；升级前的副本：{copy}"))
        said.append(told.format(was=done.was, now=done.now, n=done.entries, copy=done.copy))
    if desk.store.read_only:
        said.append(_(desk.store.read_only).format(path=desk.store.path))
    return said


def verify(desk: Desk) -> Verdict:
    """Check chain, tables, schema and file; nothing is changed."""
    return checks.verify(desk.store)


def verify_since_anchor(desk: Desk) -> Verdict:
    """Check each chain from what was last anchored on, and no table: seconds, whatever the size."""
    return anchored.verify_since(desk.store)


def verify_with(desk: Desk, anchor: Path) -> tuple[str, Verdict]:
    """`verify` with a bundle kept elsewhere; the fingerprint of who signed it, and what was found.

    Raises:
        UnreadableFileError: it is no bundle, or was changed since it was signed.
    """
    return anchored.verify_with(desk.store, anchor)


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


def restore(source: Path, target: Path) -> Verdict:
    """Bring a back-up back as *target*, which must not exist; it goes on under a chain of its own."""
    return copies.restore_as_new_chain(source, target, actor=default_actor(), now=moment())


def export(desk: Desk, folder: Path, *, columns: bool = False) -> dict[str, int]:
    """Write the record as CSV tables and a line-by-line journal, or as Parquet; the number of rows by file.

    Raises:
        StoreUnavailable: the folder cannot be written, or pyarrow is not installed.
    """
    try:
        return parquet.export(desk.store, folder) if columns else exports.export(desk.store, folder)
    except OSError as error:
        raise StoreUnavailable(N_("{path}：无法写入（{why}）"), path=folder, why=error.strerror) from error


def head(desk: Desk) -> dict[str, object]:
    """Where the chain stands: what a printed report carries so that an auditor can find the record it was made from."""
    seq, seal = journal.tail(desk.store)
    return {"chain": desk.store.chain, "seq": seq, "hash": seal.hex()}
