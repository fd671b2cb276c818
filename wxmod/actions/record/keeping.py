"""Looking after the record: is it whole, copy it, bring it back."""

import tempfile
from pathlib import Path
from typing import NamedTuple

from wxmod.actions.desk import Desk, default_actor, moment
from wxmod.actions.record import watch
from wxmod.domain.errors import StoreUnavailable, reason
from wxmod.store import database, journal, pen
from wxmod.store.keeping import anchored, copies, daily, heads, parquet, since
from wxmod.store.keeping import export as exports
from wxmod.store.keeping import verify as checks
from wxmod.store.keeping.daily import Drill
from wxmod.wording import N_

Verdict = checks.Verdict


def sqlite_version() -> str:
    """Of the library the record is kept with."""
    return database.LIBRARY


def verify(desk: Desk, progress: checks.Progress | None = None) -> Verdict:
    """Check chain, tables, schema and file; no entry is changed, and that it was whole today is remembered."""
    found = checks.verify(desk.store, progress=progress)
    # Only a record found whole puts off the next reminder.
    if not found.breaks:
        watch.remember_verified(desk)
    return found


def verify_since_anchor(desk: Desk) -> Verdict:
    """Check each chain from what was last anchored on, and no table: seconds, whatever the size."""
    return anchored.verify_since(desk.store)


def verify_with(desk: Desk, anchor: str) -> tuple[str, Verdict]:
    """`verify` with what is kept elsewhere; the fingerprint of who signed that ("" if nobody), and what was found.

    Args:
        desk: The desk over the record.
        anchor: A bundle, a file of heads, or a head as it was printed or phoned: ``CHAIN:SEQ:HASH``, ``SEQ·HASH``.

    Raises:
        UnreadableFileError: it is a bundle that was changed since it was signed.
        BadInput: it is neither a file nor a head.
    """
    if anchored.is_bundle(Path(anchor)):
        return anchored.verify_with(desk.store, Path(anchor))
    return "", anchored.verify_noted(
        desk.store,
        heads.noted_from(anchor),
    )


def verify_since(desk: Desk) -> tuple[Verdict, str | None]:
    """Check from the last seal only, which is quick; its entry, or None where nothing is sealed (then: all of it)."""
    found, row = since.verify_since(desk.store)
    return (found, row.ref) if row else (checks.verify(desk.store), None)


def rebuild(desk: Desk) -> int:
    """Make the derived tables anew from the journal; the number of entries it took."""
    return checks.rebuild(desk.store)


class BackedUp(NamedTuple):
    """A copy that was made.

    Attributes:
        same_disk: It is lost together with the record when that disk is.
    """

    path: Path
    verdict: Verdict
    same_disk: bool


def backup(desk: Desk, target: Path) -> BackedUp:
    """Copy the record to *target*, in a folder that is there, and verify the copy."""
    # An app hands over what was typed; no shell has gone through it.
    path = target.expanduser()
    verdict = copies.backup(desk.store, path)
    return BackedUp(path, verdict, copies.same_disk(desk.store, path))


def restore(
    source: Path,
    target: Path,
    *,
    network: bool = False,
) -> tuple[Verdict, str]:
    """Bring a back-up back as *target*, which must not exist; it goes on under a chain of its own, which is named."""
    return copies.restore_as_new_chain(
        source,
        target,
        actor=default_actor(),
        now=moment(),
        network=network,
    )


def drill(desk: Desk, file: Path | None = None) -> Drill:
    """Restore the newest automatic copy, or *file*, somewhere else, verify it, and throw it away.

    Raises:
        StoreUnavailable: there is no copy.
        IntegrityFailure: it does not verify, or the record does not go on from it.
    """
    made = daily.copies(desk.store.path)
    if file is None and not made:
        remedy = N_("用 wxmod backup 备份，再用 wxmod drill 文件 演练")
        raise StoreUnavailable(
            N_("{path}：还没有自动备份"),
            remedy=remedy,
            path=desk.store.path,
        )
    with tempfile.TemporaryDirectory(prefix="wxmod-drill-") as folder:
        return daily.drill(
            desk.store,
            file or made[-1].path,
            Path(folder) / "restored.db",
        )


def failure(error: Exception, path: Path) -> Exception:
    """What SQLite says of the record in *path* as the user should hear it; *error* itself if it is not about that."""
    return pen.failure(error, path)


def export(
    desk: Desk,
    folder: Path,
    *,
    columns: bool = False,
) -> dict[str, int]:
    """Write the record as CSV tables and a line-by-line journal, or as Parquet; the number of rows by file.

    Raises:
        StoreUnavailable: the folder cannot be written, or pyarrow is not installed.
    """
    write = parquet.export if columns else exports.export
    try:
        return write(desk.store, folder)
    except OSError as error:
        raise StoreUnavailable(
            N_("{path}：无法写入（{why}）"), path=folder, why=reason(error)
        ) from error


def head(desk: Desk) -> dict[str, object]:
    """Where the chain stands: what a printed report carries so that an auditor can find the record it was made from."""
    seq, seal = journal.tail(desk.store)
    return {
        "chain": desk.store.chain,
        "seq": seq,
        "hash": seal.hex(),
    }
