"""What was issued for a mission against what became of it: issued = fired + returned + duds + loaded + held.

A mission is named by its instruction number (作业指令号) or by the name of the joint operation.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pydantic import Field

from wxmod.domain.ammunition.accounts import FIRED, Account, is_misfire
from wxmod.domain.ammunition.ledger import Count, Movement
from wxmod.domain.base import Value
from wxmod.domain.text import Code, Remark

OUT = frozenset({"issue", "dispatch", "arrive"})
BACK = frozenset({"return"})


class Draw(NamedTuple):
    """A movement made for a mission, with what caused it (``issue``, ``return``, ``load``, ``firing`` …)."""

    cause: str
    movement: Movement


class LotBalance(NamedTuple):
    """One lot of a mission.

    Attributes:
        issued: Rounds drawn from stores for it.
        loaded: Still in a launcher or gun.
        underway: Sent and not arrived.
        held: Left at the site or on the vehicle, as counted by whoever closes the operation.
    """

    lot: str
    issued: int
    fired: int = 0
    returned: int = 0
    duds: int = 0
    loaded: int = 0
    underway: int = 0
    held: int = 0

    @property
    def missing(self) -> int:
        """Rounds nobody accounts for; negative where more became of them than was issued."""
        return (
            self.issued
            - self.fired
            - self.returned
            - self.duds
            - self.loaded
            - self.underway
            - self.held
        )


def balance(draws: Iterable[Draw], held: Mapping[str, int]) -> tuple[LotBalance, ...]:
    """The balance of every lot that *draws* (the mission's hand-overs and its operations' firings) or *held* name."""
    by_lot = _by_lot(draws)
    balances = []
    for lot in sorted(by_lot.keys() | held.keys()):
        left = held.get(lot, 0)
        balances.append(_lot(lot, by_lot[lot], left))
    return tuple(balances)


def _by_lot(draws: Iterable[Draw]) -> dict[str, list[Draw]]:
    by_lot = defaultdict(list)
    for draw in draws:
        lot = draw.movement.lot
        by_lot[lot].append(draw)
    return by_lot


def _lot(lot: str, draws: list[Draw], held: int) -> LotBalance:
    every = _net(draw.movement for draw in draws)
    by_kind: Counter[str] = Counter()
    misfires = 0
    for account, rounds in every.items():
        kind = Account(account).kind
        by_kind[kind] += rounds
        if is_misfire(account):
            misfires += rounds
    return LotBalance(
        lot=lot,
        issued=_issued(draws),
        fired=every[FIRED],
        returned=_returned(draws),
        duds=misfires,
        loaded=by_kind["loaded"],
        underway=by_kind["transit"],
        held=held,
    )


def _issued(draws: list[Draw]) -> int:
    """Rounds drawn from stores."""
    out = _net(draw.movement for draw in draws if draw.cause in OUT)
    # A second leg (depot to site, site to vehicle) issues nothing new: only what left the first store counts.
    left = [rounds for rounds in out.values() if rounds < 0]
    return -sum(left)


def _returned(draws: list[Draw]) -> int:
    back = [draw.movement for draw in draws if draw.cause in BACK]
    return sum(movement.rounds for movement in back)


def _net(movements: Iterable[Movement]) -> Counter[str]:
    """What each account gained or lost."""
    net: Counter[str] = Counter()
    for move in movements:
        net[move.source] -= move.rounds
        net[move.target] += move.rounds
    return net


class OperationClosed(Value):
    """An operation declared complete: every round issued for its mission accounted for.

    Attributes:
        mission: What it was issued under; the operation's own number where nothing was issued for it.
        held: Rounds counted as left over at the site or on the vehicle.
    """

    no: Code
    mission: Code
    held: tuple[Count, ...] = Field(default=())
    reason: Remark = ""
