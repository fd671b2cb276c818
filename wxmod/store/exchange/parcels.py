"""Bundle files on the way in and out."""

from pathlib import Path

from wxmod.domain.errors import StoreUnavailable, reason
from wxmod.files import bytes_of, refuse_missing_folder, write_new
from wxmod.store.exchange.sealing import MAX_FILE
from wxmod.wording import N_


def read_file(path: Path) -> bytes:
    """The bytes of a bundle.

    Raises:
        UnreadableFileError: it is no regular file, or too large for a bundle; then nothing of it was read.
        StoreUnavailable: it cannot be read.
    """
    try:
        return bytes_of(path, MAX_FILE)
    except OSError as error:
        raise StoreUnavailable(
            N_("{path}：读不出（{why}）"),
            path=path,
            why=reason(error),
        ) from error


def write_file(path: Path, held: bytes) -> None:
    """Put a bundle in *path*, a new file only its owner may read.

    Raises:
        StoreUnavailable: it exists, its folder does not, or it cannot be written.
    """
    refuse_missing_folder(path)
    write_new(path, held)
