"""A setting through the years: what it was, from which day, and the paper that said so."""

from datetime import date
from typing import Generic, Self, TypeVar

from pydantic import ConfigDict, RootModel, model_validator
from pydantic_core import PydanticCustomError

from wxmod.domain.base import Confidence, Value
from wxmod.domain.text import Code, Real, Remark

T = TypeVar("T")


class Dated(Value, Generic[T]):
    """A setting from the day it took effect, with the paper that set it.

    Attributes:
        value: None says that from *since* on nothing is known, so that an old value does not run on.
    """

    since: date
    value: T | None = None
    source: Remark
    confidence: Confidence


class History(RootModel[tuple[Dated[T], ...]], Generic[T]):
    """A setting through the years, oldest first."""

    model_config = ConfigDict(frozen=True)
    root: tuple[Dated[T], ...] = ()

    @model_validator(mode="after")
    def _by_day(self) -> Self:
        days = [dated.since for dated in self.root]
        if days != sorted(set(days)):
            raise PydanticCustomError("history_order", "one value a day, oldest first")
        return self

    def on(self, day: date) -> Dated[T] | None:
        """The setting in force on a day: the latest not after it."""
        in_force = None
        for dated in self.root:
            if dated.since > day:
                break
            in_force = dated
        return in_force

    def value_on(self, day: date) -> T | None:
        """Its value on a day; None while nothing is known."""
        in_force = self.on(day)
        if in_force is None:
            return None
        return in_force.value


Numbers = History[Real]
Choice = History[bool]
Codes = History[Code]
