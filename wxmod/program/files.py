"""The files of a programme, read whole to be adopted and laid out again to be loaded."""

import atexit
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from wxmod.domain.encodings import decoded
from wxmod.domain.errors import UnreadableFileError, reason
from wxmod.domain.registry.programs import ProgramFile

# What `load_program` reads; examples, notes and whatever else lies there say nothing of the settings.
_PATTERNS = ("*.toml", "*.csv", "*.geojson", "trajectories/*.csv")


def program_files(folder: Path) -> tuple[ProgramFile, ...]:
    """Every file of the programme in *folder*, by name.

    Line ends and byte order marks are left out: a copy made by way of another system is the same programme.

    Raises:
        UnreadableFileError: one cannot be read or is not UTF-8.
    """
    paths: list[Path] = []
    for pattern in _PATTERNS:
        paths += folder.glob(pattern)
    files = []
    for path in sorted(paths):
        name = path.relative_to(folder).as_posix()
        file = ProgramFile(name=name, text=_text(path))
        files.append(file)
    return tuple(files)


def _text(path: Path) -> str:
    try:
        return decoded(path.read_bytes())
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFileError(
            path,
            expected="UTF-8",
            found=reason(error),
        ) from error


def lay_out(files: Iterable[ProgramFile]) -> Path:
    """A folder with these files that lasts as long as the process."""
    folder = Path(tempfile.mkdtemp(prefix="wxmod-program-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for file in files:
        path = folder / file.name
        path.parent.mkdir(exist_ok=True)
        path.write_text(file.text, "utf-8", newline="\n")
    return folder
