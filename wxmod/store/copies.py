"""Back-up and restore.  A copy counts only after it has been opened again and found whole."""

import sqlite3
from pathlib import Path

from wxmod.domain.errors import IntegrityFailure, StoreUnavailable
from wxmod.store.database import Store, failure, open_store
from wxmod.store.verify import Verdict, verify
from wxmod.wording import N_


def backup(store: Store, target: Path) -> Verdict:
    """Copy the record to *target* and verify the copy.

    Raises:
        StoreUnavailable: the target exists or cannot be written.
        IntegrityFailure: the copy does not verify; it is removed.
    """
    if target.exists():
        raise StoreUnavailable(N_("{path}：已经存在，没有改动"), remedy=N_("换一个文件名"), path=target)
    try:
        store.conn.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error as error:
        raise failure(error, target) from error
    target.chmod(0o600)  # VACUUM INTO makes it world-readable
    copy = open_store(target)
    found = verify(copy)
    copy.close()
    if found.breaks:
        target.unlink()
        raise IntegrityFailure(N_("{path}：副本校验不通过，已删除"), remedy=N_("先运行 wxmod verify"), path=target)
    return found


def restore(source: Path, target: Path) -> Verdict:
    """Bring a back-up back as *target*, which must not exist.

    Raises:
        StoreUnavailable: the target exists, or the source is not a record.
        IntegrityFailure: the source does not verify; nothing is written.
    """
    copy = open_store(source)
    try:
        found = verify(copy)
        if found.breaks:
            raise IntegrityFailure(N_("{path}：备份校验不通过，没有恢复"), remedy=N_("换更早的备份"), path=source)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return backup(copy, target)
    finally:
        copy.close()
