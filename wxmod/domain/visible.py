"""What can be seen of a text, and what only acts on the screen that shows it.  Light: errors need it at once."""

import unicodedata

# Cc control, Cf format (bidi, zero width), Cs surrogate, Co private, Cn unassigned, Zl/Zp line and paragraph marks.
_FORBIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def unseen(text: str, allowed: str = "") -> list[str]:
    """The control and format characters of *text* that are not *allowed*."""
    if text.isascii() and text.isprintable():
        return []
    acting = []
    for character in text:
        if character in allowed:
            continue
        category = unicodedata.category(character)
        if category in _FORBIDDEN:
            acting.append(character)
    return acting


def visible(text: str, *, keep: str = "") -> str:
    r"""*text* with anything that could act on a terminal spelled out.

    >>> visible("ok\x1b[2J")
    'ok\\u{1b}[2J'
    """
    shown = text
    for character in set(unseen(text, keep)):
        spelled = f"\\u{{{ord(character):x}}}"
        shown = shown.replace(character, spelled)
    return shown
