"""Files that only their owner may read, and that are on the disk when we say so.

Nothing here may be used on the live record: opening it by anything but SQLite drops SQLite's locks.
"""

import os
from pathlib import Path

from wxmod.domain.errors import StoreUnavailable, reason
from wxmod.wording import N_


def make_file(path: Path) -> None:
    """An empty file only its owner may read, in a folder made for it.

    Raises:
        StoreUnavailable: the file exists already, or cannot be made here.
    """
    try:
        path.parent.mkdir(
            parents=True,
            exist_ok=True,
            mode=0o700,
        )
        os.close(
            os.open(
                path,
                os.O_CREAT | os.O_EXCL | os.O_RDWR,
                0o600,
            )
        )
    except OSError as error:
        if os.path.lexists(path):  # a link that leads nowhere is in the way too
            raise StoreUnavailable(
                N_("{path}：已经存在，没有改动"), remedy=N_("换一个文件名，或直接使用它"), path=path
            ) from None
        raise StoreUnavailable(
            N_("{path}：无法新建（{why}）"), path=path, why=reason(error)
        ) from error


def settle(path: Path) -> None:
    """Wait until a finished file and its name are on the disk; `VACUUM INTO` does not."""
    for each, flags in ((path, os.O_RDWR), (path.parent, os.O_RDONLY)):
        if each.is_dir() and os.name == "nt":
            continue  # Windows syncs no folder
        held = os.open(each, flags)
        try:
            os.fsync(held)
        finally:
            os.close(held)
