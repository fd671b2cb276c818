"""Which blocks may be set aside, and by whom: data with a source, one file per jurisdiction."""

import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cache

from pydantic import TypeAdapter

from wxmod.domain.base import Confidence, Value
from wxmod.domain.text import Code, Remark
from wxmod.resources import data
from wxmod.wording import N_, Term


class Hold(Term):
    """How fast a block holds."""

    NEVER = "never", N_("不得豁免")
    TWO = "two", N_("须两人凭口令、写明理由才能豁免")
    ONE = "one", N_("一人写明理由可以豁免，由局管理员销案")


class Waiving(Value):
    """How some blocks hold from a day on."""

    hold: Hold
    codes: tuple[Code, ...]
    since: date
    source: Remark
    confidence: Confidence


# Where nobody has said how a block holds, it takes two: forgetting a rule must not open it to one.
_UNSAID = Waiving(
    hold=Hold.TWO,
    codes=(),
    since=date.min,
    source="没有写明；按须两人处理",
    confidence=Confidence.UNVERIFIED,
)


@cache
def waivings(jurisdiction: str) -> tuple[Waiving, ...]:
    """Every group of blocks of a jurisdiction, oldest first; none where it has no such file."""
    path = data() / "law" / "waivers" / f"{jurisdiction}.toml"
    if not path.is_file():
        return ()
    groups = tomllib.loads(path.read_text("utf-8"))["group"]
    found = TypeAdapter(tuple[Waiving, ...]).validate_python(groups)
    return tuple(sorted(found, key=lambda each: each.since))


def waiving(code: str, jurisdiction: str, on: date) -> Waiving:
    """How the block *code* holds on a day."""
    found = [each for each in waivings(jurisdiction) if code in each.codes and each.since <= on]
    return found[-1] if found else _UNSAID


def held(codes: Iterable[str], hold: Hold, jurisdiction: str, on: date) -> list[str]:
    """Those of the blocks that hold that fast."""
    return [code for code in codes if waiving(code, jurisdiction, on).hold is hold]
