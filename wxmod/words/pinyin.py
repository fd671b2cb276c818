"""Names found by their pinyin or its initials: ``dx`` and ``dongxing`` both mean 东邢."""

from collections.abc import Iterable
from functools import cache
from itertools import islice, product

from wxmod.domain.text import normalise
from wxmod.resources import data

SPELLINGS = 16
"""Of a name whose letters can be read in several ways, no more than these are tried."""


Readings = dict[str, tuple[str, ...]]


@cache
def _syllables() -> Readings:
    """Each letter with its syllables, the commoner first; read when the first name is looked for by them."""
    by_letter: Readings = {}
    table = data() / "words" / "pinyin.tsv"
    lines = table.read_text("utf-8").splitlines()
    for line in lines:
        if line.startswith("#"):
            continue
        syllable, letters, *rarer = line.split("\t")
        for letter in letters:
            others = by_letter.get(letter, ())
            is_rarer = letter in "".join(rarer)
            if is_rarer:
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
    known = _syllables()
    said = []
    for letter in name:
        syllables = known.get(letter)
        said.append(syllables[0] if syllables else letter)
    joined = "".join(said)
    if joined == name:
        return name
    first = joined[:1].upper()
    return first + joined[1:]


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
    typed = normalise(name)
    return typed.lower() == wanted


def _begins(name: str, wanted: str) -> bool:
    typed = normalise(name)
    return typed.lower().startswith(wanted)


def _is_spelled(name: str, wanted: str) -> bool:
    return wanted in spellings(name)


def _spelling_begins(name: str, wanted: str) -> bool:
    begun = [each for each in spellings(name) if each.startswith(wanted)]
    return bool(begun)
