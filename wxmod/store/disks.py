r"""Is the disk one that keeps what it is told to keep?

A share over the network grants locks it does not hold and acknowledges what it has not written, so the record is not
kept there.  Linux says what is mounted where; a Windows share is known by its ``\\SERVER`` name or, where a letter
stands for it, by the system's own word.  On macOS nothing is asked.
"""

import os
import shutil
import sys
from pathlib import Path

# Kinds of mount as Linux names them in /proc/self/mountinfo (man 5 proc); FUSE adds what serves it after a dot.
NETWORK = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "ncpfs",
        "afs",
        "ceph",
        "glusterfs",
        "lustre",
        "beegfs",
        "gpfs",
        "davfs",
        "fuse.sshfs",
        "fuse.glusterfs",
        "fuse.davfs2",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.gvfsd-fuse",
        "fuse.smbnetfs",
    }
)
_MOUNTS = Path("/proc/self/mountinfo")
_REMOTE_DRIVE = 4  # GetDriveTypeW's DRIVE_REMOTE


def network_disk(path: Path, mounts: Path = _MOUNTS) -> str:
    """The kind of network disk *path* is on, or "" for a local one or where the system does not say."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415

        anchor = path.absolute().anchor
        remote = (
            anchor.startswith("\\\\")
            or ctypes.windll.kernel32.GetDriveTypeW(anchor) == _REMOTE_DRIVE
        )
        return anchor if remote else ""
    try:
        told = mounts.read_text("utf-8", "surrogateescape")
    except OSError:
        return ""
    kind = _mounted(path, told)
    return kind if kind in NETWORK else ""


def _mounted(path: Path, told: str) -> str:
    """What kind of mount holds *path*: the one with the longest name it lies under, the last of equals."""
    where, best, found = Path(os.path.realpath(path)), -1, ""
    for line in told.splitlines():
        left, dash, right = line.partition(" - ")
        # Spaces, tabs and backslashes in names are written in octal.
        if dash and len(fields := left.split()) > 4:  # noqa: PLR2004  man 5 proc: the fifth is the mount point
            point = Path(
                fields[4]
                .replace("\\040", " ")
                .replace("\\011", "\t")
                .replace(
                    "\\134",
                    "\\",
                )
            )
            if where.is_relative_to(point) and len(point.parts) >= best:
                best, found = len(point.parts), right.split()[0]
    return found


def free_mb(path: Path) -> int:
    """Megabytes left on the disk of *path*."""
    return shutil.disk_usage(path.parent).free // 1_000_000
