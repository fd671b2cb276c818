"""Favourable weather processes (有利天气过程) and the evidence they rest on."""

from wxmod.domain.base import Confidence, Instant, Value
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.text import Code, Name, NotNegative, Real, Remark, Sha256, Share
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
    weight: NotNegative = 1


class Origin(Value):
    """Where a judgement's numbers came from: the file itself, by its content."""

    file: Name
    sha256: Sha256
    reader: Name
    valid_at: Instant
    place: Name = ""


class Trust(Term):
    """How far a detected process is to be trusted; its reasons stand beside it."""

    HIGH = "high", N_("高")
    MEDIUM = "medium", N_("中")
    LOW = "low", N_("低")


class HintKind(Term):
    """What the large-scale flow looks like; a hint for the forecaster, never a criterion."""

    TROUGH_500 = "trough-500", N_("500 hPa 槽前")
    COLD_ADVECTION = "cold-advection", N_("低层冷平流")
    WARM_ADVECTION = "warm-advection", N_("低层暖平流")
    SHEAR_LINE = "shear-line", N_("低层切变线")


class Hint(Value):
    """A synoptic hint with the number it rests on.

    Attributes:
        value: Vorticity in 1e-5 s-1, advection in K per hour.
    """

    kind: HintKind
    level_hpa: Real
    value: Real


class SiteSpell(Value):
    """When a site lies in favourable cells within a process."""

    site: Code
    window: Window
    score: Share


class Process(Value):
    """A spell of weather worth working in, confirmed by a person.

    Attributes:
        peak, area_fraction, layer_base_msl_m, layer_top_msl_m, sites, trust, hints: As detected from fields; since
            version 2, absent where a person told it.
        run_at: When the forecast it rests on began.
    """

    id: Code
    window: Window
    purposes: tuple[Purpose, ...]
    synoptic_type: Name = ""
    score: Share | None = None
    criteria: Code | None = None
    evidence: tuple[Evidence, ...] = ()
    origins: tuple[Origin, ...] = ()
    confirmed_by: Code
    remarks: Remark = ""
    source: Remark = ""
    peak: Instant | None = None
    area_fraction: Share | None = None
    layer_base_msl_m: Real | None = None
    layer_top_msl_m: Real | None = None
    sites: tuple[SiteSpell, ...] = ()
    trust: Trust | None = None
    hints: tuple[Hint, ...] = ()
    run_at: Instant | None = None
