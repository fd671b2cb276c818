"""Files that commands read and leave behind."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from wxmod.files import SHARED, write_over


class FilePath(click.Path):
    """A file's path as people write it: ``~`` is their own folder, also behind ``--to=`` where no shell expands it."""

    name = "path"

    def __init__(self) -> None:
        super().__init__(dir_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return super().convert(
            Path(value).expanduser(),
            param,
            ctx,
        )


class FolderPath(click.Path):
    """A folder's path, written as a file's is."""

    name = "path"

    def __init__(self) -> None:
        super().__init__(file_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return super().convert(
            Path(value).expanduser(),
            param,
            ctx,
        )


def write_json(path: Path, document: Mapping[str, object]) -> None:
    """One document as a file, in the place of what stood there.

    Raises:
        StoreUnavailable: it cannot be written there.
    """
    text = json.dumps(document, ensure_ascii=False)
    write_over(
        path,
        text.encode(),
        SHARED,
    )
