"""Text as the programs of an office write it: UTF-8, UTF-16 with its mark, or GB18030."""

import codecs
import unicodedata

_MARKS = {
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_UNSEEN = frozenset({"Cc", "Cn", "Co", "Cs"})
_LINE = "\t\n\r\x1d"


def decoded(raw: bytes) -> str:
    """What *raw* says, without the mark that some editors put before it.

    GB18030 takes nearly any bytes for something, so it is believed only where nothing comes out that nobody can see.

    Raises:
        UnicodeDecodeError: it is none of them; the fault is the one of UTF-8.
    """
    encoding = _MARKS.get(raw[:2])
    if encoding:
        return raw.decode(encoding)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = _gb18030(raw)
        if text is None:
            raise error from None
        return text


def _gb18030(raw: bytes) -> str | None:
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        return None
    for letter in text:
        if letter in _LINE:
            continue
        if unicodedata.category(letter) in _UNSEEN:
            return None
    return text
