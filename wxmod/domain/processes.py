"""Favourable weather processes (有利天气过程) and the evidence they rest on."""

from typing import Annotated

from pydantic import Field

from wxmod.domain.base import Confidence, Instant, Value
from wxmod.domain.operations import Purpose
from wxmod.domain.text import Code, Name, Real, Remark
from wxmod.domain.times import Window
from wxmod.wording import N_, Term


class Verdict(Term):
    MET = "met", N_("满足")
    NOT_MET = "not-met", N_("不满足")
    UNKNOWN = "unknown", N_("缺测")


class Evidence(Value):
    """One ingredient held against one threshold.

    Attributes:
        ingredient: Canonical name with its unit, such as ``precipitable_water_mm``.
        value: None when it could not be computed; then *reason* says why.
        threshold: As the criterion states it, such as ``>= 12``.
        weight: Its share in the score of the criteria set.
    """

    ingredient: Code
    label: Name = ""
    value: Real | None
    threshold: Name
    verdict: Verdict
    reason: Remark = ""
    source: Remark
    confidence: Confidence
    weight: Annotated[Real, Field(ge=0)] = 1


class Origin(Value):
    """Where a judgement's numbers came from: the file itself, by its content."""

    file: Name
    sha256: Annotated[Code, Field(pattern=r"^[0-9a-f]{64}$")]
    reader: Name
    valid_at: Instant
    place: Name = ""


class Process(Value):
    """A spell of weather worth working in, confirmed by a person."""

    id: Code
    window: Window
    purposes: tuple[Purpose, ...]
    synoptic_type: Name = ""
    score: Annotated[Real, Field(ge=0, le=1)] | None = None
    criteria: Code | None = None
    evidence: tuple[Evidence, ...] = ()
    origins: tuple[Origin, ...] = ()
    confirmed_by: Code
    remarks: Remark = ""
    source: Remark = ""
