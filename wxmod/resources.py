"""Where the shipped reference files are, in a checkout and in an installed wheel alike."""

from functools import cache
from pathlib import Path


@cache
def data() -> Path:
    """The folder of shipped programmes, laws, criteria and catalogues.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    here = Path(__file__).resolve().parent
    for folder in (here / "_data", here.parent / "data"):
        if (folder / "law").is_dir():
            return folder
    raise FileNotFoundError(f"wxmod: no data folder beside {here}: reinstall the package")
