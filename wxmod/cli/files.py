"""Documents that a command leaves in a file for the next one, or for a map."""

import json
from collections.abc import Mapping
from pathlib import Path

from wxmod.domain.errors import BadInput, reason
from wxmod.wording import N_


def write_json(path: Path, told: Mapping[str, object]) -> None:
    """One document as a file, in the place of what stood there.

    Raises:
        BadInput: it cannot be written there.
    """
    try:
        path.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    except OSError as error:
        raise BadInput(N_("{path} 写不进去：{why}"), path=path, why=reason(error)) from error
