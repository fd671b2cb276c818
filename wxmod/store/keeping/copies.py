"""Back-up and restore.  A copy counts, and gets its name, only after it has been opened again and found whole."""

import os
import sqlite3
from datetime import datetime
from pathlib import Path

from wxmod.domain.errors import IntegrityFailure, StoreUnavailable
from wxmod.domain.exchange import Head, RecordRestored
from wxmod.files import make_folder, new_file, refuse_missing_folder
from wxmod.store import journal
from wxmod.store.database import begin_chain, open_store, refuse_network
from wxmod.store.entries import Draft, new_uid
from wxmod.store.keeping.verify import Verdict, verify
from wxmod.store.pen import Store, failure
from wxmod.wording import N_


def backup(store: Store, target: Path, *, tables: bool = True) -> Verdict:
    """Copy the record to *target* and verify the copy; without *tables* only its file, schema and chains.

    Raises:
        StoreUnavailable: the target exists, its folder does not, or it cannot be written.
        IntegrityFailure: the copy does not verify; nothing is left of it.
    """
    refuse_missing_folder(target)
    with new_file(target) as part:
        return _copied(store, part, target, tables=tables)


def same_disk(store: Store, target: Path) -> bool:
    """Whether a copy there is lost together with the record when the disk is."""
    return os.stat(store.path).st_dev == os.stat(target.parent).st_dev  # noqa: PTH116  the live file is not opened


def _copied(store: Store, part: Path, target: Path, *, tables: bool) -> Verdict:
    """A verified copy of the record in the empty file *part*."""
    try:
        # Into the empty file that was made for it: its owner, its mode and its name are settled already.
        store.conn.execute("VACUUM INTO ?", (str(part),))
    except sqlite3.Error as error:
        raise failure(error, target) from error
    found = _verified(part, tables=tables)
    if found.breaks:
        raise IntegrityFailure(
            N_("{path}：副本校验不通过，已删除"),
            remedy=N_("先运行 wxmod verify"),
            path=target,
        )
    return found


def _verified(path: Path, *, tables: bool = True) -> Verdict:
    copy = open_store(path, read_only=True)
    try:
        return verify(copy, tables=tables)
    finally:
        copy.close()


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
    numbers of one chain would be a fork.  So it has its name only once its new chain has begun.

    Raises:
        StoreUnavailable, IntegrityFailure: as `restore`.
    """
    refuse_network(target, allowed=network)
    _refuse_unsound(source)
    make_folder(target.parent)
    with new_file(target) as part:
        found = _copied_from(source, part, target)
        chain = _go_on(part, actor=actor, now=now)
    return found, chain


def _go_on(part: Path, *, actor: str, now: datetime) -> str:
    """Begin a new chain in a copy that has no name yet; the name of the chain."""
    # Where it lies was asked before; under its present name it is nobody's yet.
    old = open_store(part, network=True)
    seq, seal = journal.tail(old)
    chain = old.chain
    old.close()
    begin_chain(part)
    fresh = open_store(part, network=True)
    try:
        # A record nothing was ever written in has no head to go on from.
        if seq:
            head = Head(chain=chain, seq=seq, hash=seal.hex())
            draft = Draft(
                "record.restored",
                RecordRestored(head=head),
                now,
                actor,
                new_uid(),
            )
            journal.append(fresh, draft, now=now)
    finally:
        fresh.close()
    return str(fresh.chain)


def restore(source: Path, target: Path, *, network: bool = False) -> Verdict:
    """Bring a back-up back as *target*, which must not exist; on a *network* disk only if that is allowed.

    Raises:
        StoreUnavailable: the target exists, or the source is not a record.
        IntegrityFailure: the source does not verify; nothing is written.
    """
    refuse_network(target, allowed=network)
    _refuse_unsound(source)
    make_folder(target.parent)
    with new_file(target) as part:
        return _copied_from(source, part, target)


def _copied_from(source: Path, part: Path, target: Path) -> Verdict:
    copy = open_store(source, read_only=True)
    try:
        return _copied(copy, part, target, tables=True)
    finally:
        copy.close()


def _refuse_unsound(source: Path) -> None:
    """Let nothing be restored from what is not whole.

    Raises:
        StoreUnavailable, IntegrityFailure: it is not.
    """
    earlier = N_("换更早的备份；自动备份在记录库旁的 backups/ 里")
    try:
        found = _verified(source)
    except (StoreUnavailable, IntegrityFailure) as error:
        raise type(error)(N_("{why}，没有恢复"), remedy=earlier, why=error.said) from error
    if found.breaks:
        raise IntegrityFailure(N_("{path}：备份校验不通过，没有恢复"), remedy=earlier, path=source)
