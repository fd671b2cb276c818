"""A programme adopted: which settings entries are judged by, part of the record from then on."""

import hashlib
from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from wxmod.domain.base import Value
from wxmod.domain.text import Code, Name, Remark

_LARGEST = 2_000_000
SHOWN = 12  # letters of a digest that are shown and read aloud

FileName = Annotated[str, StringConstraints(pattern=r"^([\w-]+/)?[\w-]+\.(toml|csv|geojson)$")]
"""A file of a programme: no way leads out of its folder."""


class ProgramFile(Value):
    """One file of a programme, its line ends brought to one form."""

    name: FileName
    text: Annotated[str, StringConstraints(max_length=_LARGEST)]


class ProgramAdopted(Value):
    """A programme put in force at a record, whole: what its folder says afterwards changes nothing.

    Attributes:
        code: Its own name (`program.toml`).
        digest: SHA-256 over all its files.
    """

    code: Code
    title: Name
    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    files: tuple[ProgramFile, ...] = Field(min_length=1)
    reason: Remark = ""

    @model_validator(mode="after")
    def _is_what_it_says(self) -> Self:
        if digest_of(self.files) != self.digest:
            raise PydanticCustomError("digest", "the files are not those of the digest")
        return self


def digest_of(files: Iterable[ProgramFile]) -> str:
    """SHA-256 of a programme's files, in whatever order they are listed.

    >>> one, two = ProgramFile(name="a.csv", text="1"), ProgramFile(name="b.csv", text="2")
    >>> digest_of([one, two]) == digest_of([two, one])
    True
    """
    digest = hashlib.sha256()
    for file in sorted(files, key=_name):
        text = file.text.encode()
        # With its length: no text can look like the end of one file and the beginning of the next.
        head = f"{file.name}\0{len(text)}\0"
        digest.update(head.encode())
        digest.update(text)
    return digest.hexdigest()


def _name(file: ProgramFile) -> str:
    return file.name
