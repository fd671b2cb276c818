"""A record is written on disks of this machine only, unless someone says otherwise."""

from pathlib import Path

import pytest

from wxmod.domain.errors import StoreUnavailable
from wxmod.store import database, disks
from wxmod.store.database import create, open_store
from wxmod.store.keeping.copies import restore
from wxmod.store.pen import Store

MOUNTS = r"""22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
40 22 0:35 / /srv/share rw,relatime shared:9 - nfs4 nas:/share rw,vers=4.2
41 22 0:36 / /srv/share/local rw - xfs /dev/sdb1 rw
42 22 0:37 / /mnt/my\040disk rw - cifs //nas/wx rw
43 22 0:38 / /home/u/far rw - fuse.sshfs u@far: rw
44 22 0:39 / /home/u/stick rw - fuseblk /dev/sdc1 rw
45 22 0:40 / /srv/twice rw - nfs nas:/a rw
46 45 0:41 / /srv/twice rw - tmpfs tmpfs rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/wxmod.db", ""),
        ("/srv/share/wxmod.db", "nfs4"),
        ("/srv/shared.db", ""),
        ("/srv/share/deep/er/wxmod.db", "nfs4"),
        ("/srv/share/local/wxmod.db", ""),
        ("/mnt/my disk/wxmod.db", "cifs"),
        ("/home/u/far/wxmod.db", "fuse.sshfs"),
        ("/home/u/stick/wxmod.db", ""),
        ("/srv/twice/wxmod.db", ""),
    ],
)
def test_the_disk_is_the_one_mounted_nearest(tmp_path: Path, path: str, kind: str) -> None:
    told = tmp_path / "mountinfo"
    told.write_text(MOUNTS)
    assert disks.network_disk(Path(path), told) == kind


def test_a_link_to_a_share_is_the_share(tmp_path: Path) -> None:
    far, told = tmp_path / "far", tmp_path / "mountinfo"
    far.mkdir()
    (tmp_path / "near").symlink_to(far)
    told.write_text(f"22 1 8:1 / / rw - ext4 /dev/sda1 rw\n40 22 0:35 / {far} rw - nfs nas:/ rw\n")
    assert disks.network_disk(tmp_path / "near" / "wxmod.db", told) == "nfs"


def test_where_the_system_does_not_say_nothing_is_refused(tmp_path: Path) -> None:
    assert disks.network_disk(tmp_path / "wxmod.db", tmp_path / "absent") == ""


def test_a_record_on_a_share_is_only_looked_at(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "network_disk", lambda _path: "nfs4")
    with pytest.raises(StoreUnavailable, match="网络磁盘（nfs4）"):
        open_store(store.path)
    with pytest.raises(StoreUnavailable, match="网络磁盘"):
        create(tmp_path / "new.db", program="yuxian")
    with pytest.raises(StoreUnavailable, match="网络磁盘"):
        restore(store.path, tmp_path / "again.db")
    assert not (tmp_path / "new.db").exists()
    assert not (tmp_path / "again.db").exists()
    looked = open_store(store.path, read_only=True)
    assert "只读" in looked.read_only
    looked.close()
    risked = open_store(store.path, network=True)
    assert risked.read_only == ""
    risked.close()
