"""A firing solution or a burner's plan as a document, and back: so that an instruction need not be typed from one."""

import json
from typing import NamedTuple, TextIO

from pydantic import ValidationError

from wxmod.domain.command.instructions import Order
from wxmod.domain.errors import BadInput, reason
from wxmod.domain.explain import faults
from wxmod.domain.firing.aiming import Aim, BurnerPlan
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.typed import choice
from wxmod.wording import N_

_KINDS: dict[str, type[Aim | BurnerPlan]] = {"aim": Aim, "burner": BurnerPlan}


class Solved(NamedTuple):
    """A plan somebody worked out, for what, and what it orders."""

    plan: Aim | BurnerPlan
    order: Order
    purpose: Purpose


def order_by(plan: Aim | BurnerPlan, rounds: int) -> Order:
    """What an instruction by *plan* says."""
    if isinstance(plan, BurnerPlan):
        return Order(equipment=plan.equipment, rounds=rounds)
    laid = {"azimuths_deg": (plan.azimuth_deg,), "elevations_deg": (plan.elevation_deg,)}
    return Order.model_validate({"equipment": plan.equipment, "rounds": rounds} | laid)


def document(plan: Aim | BurnerPlan, order: Order, purpose: Purpose) -> dict[str, object]:
    """The part of ``plan fire --json`` and ``plan burner --json`` that `read` takes."""
    name = next(name for name, kind in _KINDS.items() if isinstance(plan, kind))
    return {
        "purpose": purpose.value,
        name: plan.model_dump(mode="json"),
        "order": order.model_dump(mode="json"),
    }


def read(document: TextIO) -> Solved:
    """A solution from its document; what it orders must be what its plan says.

    Raises:
        BadInput: it is none, or somebody changed one without the other.
    """
    try:
        told = json.load(document)
        name = next(name for name in _KINDS if name in told)
        plan = _KINDS[name].model_validate(told[name])
        order, purpose = Order.model_validate(told["order"]), choice(Purpose, str(told["purpose"]))
    except ValidationError as error:
        raise BadInput(_NONE, remedy=_HOW, why="; ".join(faults(error).values())) from error
    except (ValueError, KeyError, TypeError, StopIteration, RecursionError) as error:
        raise BadInput(_NONE, remedy=_HOW, why=reason(error)) from error
    if order != order_by(plan, order.rounds):
        raise BadInput(N_("诸元文件前后不一致：order 与算出的方位、仰角或装备不同"), remedy=_HOW)
    return Solved(plan, order, purpose)


_NONE, _HOW = (
    N_("不是诸元文件：{why}"),
    N_("用 wxmod plan fire … --json 或 plan burner … --json 的输出，不要改动"),
)
