"""Back-up and restore.  A copy counts only after it has been opened again and found whole."""

import sqlite3
from datetime import datetime
from pathlib import Path

from wxmod.domain.errors import IntegrityFailure, StoreUnavailable
from wxmod.domain.exchange import Head, RecordRestored
from wxmod.store import journal
from wxmod.store.database import begin_chain, open_store, refuse_network
from wxmod.store.entries import Draft, new_uid
from wxmod.store.files import make_file, settle
from wxmod.store.keeping.verify import Verdict, verify
from wxmod.store.pen import Store, failure
from wxmod.wording import N_


def backup(store: Store, target: Path, *, tables: bool = True) -> Verdict:
    """Copy the record to *target* and verify the copy; without *tables* only its file, schema and chains.

    Raises:
        StoreUnavailable: the target exists or cannot be written.
        IntegrityFailure: the copy does not verify; it is removed.
    """
    make_file(target)  # first, for its mode: VACUUM INTO would make it world-readable
    try:
        store.conn.execute("VACUUM INTO ?", (str(target),))
        settle(target)
        return _whole(
            target, N_("{path}：副本校验不通过，已删除"), N_("先运行 wxmod verify"), tables=tables
        )
    except BaseException as error:
        target.unlink()  # half a copy must not pass for a whole one
        if isinstance(error, sqlite3.Error):
            raise failure(error, target) from error
        raise


def _whole(
    path: Path,
    what: str,
    remedy: str,
    *,
    tables: bool = True,
) -> Verdict:
    copy = open_store(path, read_only=True)
    try:
        found = verify(copy, tables=tables)
    finally:
        copy.close()
    if found.breaks:
        raise IntegrityFailure(what, remedy=remedy, path=path)
    return found


def restore_as_new_chain(
    source: Path,
    target: Path,
    *,
    actor: str,
    now: datetime,
    network: bool = False,
) -> tuple[Verdict, str]:
    """`restore`, going on under a chain of its own whose first entry names the old head; that chain's name.

    The record the copy was made from may still be in use, or be further on than the copy; two that wrote the same
    numbers of one chain would be a fork.

    Raises:
        StoreUnavailable, IntegrityFailure: as `restore`.
    """
    found = restore(source, target, network=network)
    old = open_store(target, network=network)
    seq, seal = journal.tail(old)
    head = Head(chain=old.chain, seq=seq, hash=seal.hex()) if seq else None
    old.close()
    begin_chain(target)
    fresh = open_store(target, network=network)
    try:
        if head:
            told = Draft("record.restored", RecordRestored(head=head), now, actor, new_uid())
            journal.append(fresh, told, now=now)
    finally:
        fresh.close()
    return found, fresh.chain


def restore(source: Path, target: Path, *, network: bool = False) -> Verdict:
    """Bring a back-up back as *target*, which must not exist; on a *network* disk only if that is allowed.

    Raises:
        StoreUnavailable: the target exists, or the source is not a record.
        IntegrityFailure: the source does not verify; nothing is written.
    """
    refuse_network(target, allowed=network)
    earlier = N_("换更早的备份；自动备份在记录库旁的 backups/ 里")
    try:
        _whole(source, N_("{path}：备份校验不通过"), earlier)
    except (StoreUnavailable, IntegrityFailure) as error:
        raise type(error)(N_("{why}，没有恢复"), remedy=earlier, why=error.said) from error
    copy = open_store(source, read_only=True)
    try:
        return backup(copy, target)
    finally:
        copy.close()
