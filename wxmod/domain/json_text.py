"""JSON that somebody hands in."""

import json
from typing import Any

from wxmod.domain.visible import visible
from wxmod.wording import _

Pairs = list[tuple[str, Any]]
"""Names and values of one object, as they follow each other."""


def json_once(text: str) -> Any:
    """What *text* says, if it says no name of an object twice: of two values nobody knows which was meant.

    >>> json_once('{"rounds": 8}')
    {'rounds': 8}

    Raises:
        ValueError: it is no JSON, says a name twice, or is nested too deep.
    """
    try:
        return json.loads(text, object_pairs_hook=_once)
    except RecursionError as error:
        raise ValueError(_("括号套得太深")) from error


def _once(pairs: Pairs) -> dict[str, Any]:
    document = {}
    for name, value in pairs:
        if name in document:
            quoted = visible(name[:40])
            fault = _("{name} 写了两次").format(name=quoted)
            raise ValueError(fault)
        document[name] = value
    return document
