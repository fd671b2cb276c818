"""Names found by their pinyin or its initials: ``dx`` and ``dongxing`` both mean 东邢."""

from collections.abc import Iterable
from functools import cache
from itertools import islice, product

from wxmod.domain.text import normalise
from wxmod.resources import data

SPELLINGS = 16
"""Of a name whose letters can be read in several ways, no more than these are tried."""


@cache
def _syllables() -> dict[str, tuple[str, ...]]:
    """Each letter with its syllables, the commoner first; read when the first name is looked for by them."""
    by_letter: dict[str, tuple[str, ...]] = {}
    table = data() / "words" / "pinyin.tsv"
    lines = table.read_text("utf-8").splitlines()
    for line in lines:
        if line.startswith("#"):
            continue
        syllable, letters, *columns = line.split("\t")
        rarer = "".join(columns)
        for letter in letters:
            others = by_letter.get(letter, ())
            # A reading that is rare for this letter goes behind the others.
            if letter in rarer:
                by_letter[letter] = (*others, syllable)
            else:
                by_letter[letter] = (syllable, *others)
    return by_letter


@cache
def spellings(name: str) -> frozenset[str]:
    """How *name* may be typed on a keyboard without Chinese: whole syllables, or only their initials."""
    table = _syllables()
    letters = []
    for letter in normalise(name):
        # A digit or a Latin letter is spelled as itself.
        itself = (letter.lower(),)
        letters.append(table.get(letter, itself))
    spelled: set[str] = set()
    for syllables in islice(product(*letters), SPELLINGS):
        initials = [syllable[:1] for syllable in syllables]
        spelled.add("".join(syllables))
        spelled.add("".join(initials))
    return frozenset(spelled)


@cache
def reading(name: str) -> str:
    """*name* as a foreigner can read it, each letter by its commonest syllable: 东邢 is ``Dongxing``."""
    table = _syllables()
    spelled = ""
    for letter in name:
        commonest, *_rarer = table.get(letter, (letter,))
        spelled += commonest
    if spelled == name:
        return name
    return spelled[:1].upper() + spelled[1:]


def alike(typed: str, names: Iterable[str]) -> list[str]:
    """The *names* that what was typed may mean: the very name, else those it begins, else those it spells.

    An exact spelling goes before a longer one that only begins so: ``xc`` is 西村 though 西村南 stands beside it.
    """
    wanted = normalise(typed).lower()
    if not wanted:
        return []
    offered = list(dict.fromkeys(names))
    for means in (_is, _begins, _is_spelled, _spelling_begins):
        meant = [name for name in offered if means(name, wanted)]
        if meant:
            return meant
    return []


def _is(name: str, wanted: str) -> bool:
    return normalise(name).lower() == wanted


def _begins(name: str, wanted: str) -> bool:
    return normalise(name).lower().startswith(wanted)


def _is_spelled(name: str, wanted: str) -> bool:
    return wanted in spellings(name)


def _spelling_begins(name: str, wanted: str) -> bool:
    return any(spelling.startswith(wanted) for spelling in spellings(name))
