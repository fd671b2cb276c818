"""What planning reads of a programme: the night, the airspace, notices, borders, instructions, stages, suspensions.

The shared values stand in ``data/planning``; a programme replaces any of them, whole, in its own ``planning.toml``;
its schemes stand beside the shared ones.
"""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from wxmod.domain.base import Value
from wxmod.domain.command.instructions import Aspect
from wxmod.domain.command.stages import Scheme, Stage
from wxmod.domain.command.suspension import SuspensionRule
from wxmod.domain.geodesy import Azimuth
from wxmod.domain.registry.equipment import EquipmentKind
from wxmod.domain.text import Code, Name, Natural, Whole
from wxmod.program.firing import Firing
from wxmod.program.history import Choice, Codes, History, Numbers
from wxmod.wording import N_, Term

Hour = Annotated[Whole, Field(ge=0, le=23)]
Minutes = Natural
Lines = History[Name]


class Neighbour(Value):
    """Ground of another province that a site's rounds could reach; all round where no azimuths are told."""

    name: Name
    azimuth_from_deg: Azimuth = 0
    azimuth_to_deg: Azimuth = 360


class Counting(Term):
    """Which operations 作业实施精准率 is taken over."""

    INSTRUCTED = "instructed", N_("有指令的作业")
    ALL = "all", N_("全部作业")


Durations = History[Minutes]
DurationLists = History[tuple[Minutes, ...]]
CodeLists = History[tuple[Code, ...]]
Aspects = History[tuple[Aspect, ...]]
Countings = History[Counting]


class Planning(Firing):
    """Every number and choice of planning; none of them lives in code.

    Attributes:
        clock_tolerance_minutes: How far the clocks of two people may differ: what lies further ahead has not happened.
        longest_minutes: How long one operation with a kind of equipment can last.
        airspace_answer_minutes: How long after asking an answer is due.
        airspace_end_report_minutes: How long after the granted window the end report is due.
        airspace_start_report: Whether firing without a start report is a finding.
        border: By site, the other province its rounds could reach.
        public_notice: Whether firing without a public notice on record is a finding.
        contact, phone: Who answers for the bureau in messages and notices.
        instruction_required: Whether work without an instruction on record is a finding.
        deviation_minutes, deviation_azimuth_deg, deviation_elevation_deg, deviation_rounds: How far work may be off.
        precision_aspects: What has to agree for an operation to count as precise (作业实施精准率).
        precision_counting: Which operations the rate is taken over; without an instruction one is not precise.
        precision_barred_by: Rules whose block keeps an operation from ever being precise.
        precision_target_percent: What the plan of the year asks for.
        scheme: Which of the schemes processes go through.
        schemes: Orders of stages by code.
        report: The written report of work done, made like a product of a stage; its time limit is `report_hours`.
        effect_minutes: How long before and after the work an effect check looks.
        zones: Site codes by zone, for suspensions; ``county`` is all of them.
        suspension: Reasons to stop work.
    """

    night_starts_hour: History[Hour]
    night_ends_hour: History[Hour]
    clock_tolerance_minutes: Durations = Durations()
    longest_minutes: Mapping[EquipmentKind, Durations] = {}
    airspace_answer_minutes: Durations = Durations()
    airspace_end_report_minutes: Durations = Durations()
    airspace_start_report: Choice = Choice()
    border: Mapping[Code, History[Neighbour]] = {}
    public_notice: Choice = Choice()
    contact: Lines = Lines()
    phone: Lines = Lines()
    instruction_required: Choice = Choice()
    deviation_minutes: Numbers = Numbers()
    deviation_azimuth_deg: Numbers = Numbers()
    deviation_elevation_deg: Numbers = Numbers()
    deviation_rounds: Numbers = Numbers()
    precision_aspects: Aspects = Aspects()
    precision_counting: Countings = Countings()
    precision_barred_by: CodeLists = CodeLists()
    precision_target_percent: Numbers = Numbers()
    scheme: Codes = Codes()
    schemes: Mapping[Code, Scheme] = {}
    report: Stage | None = None
    effect_minutes: DurationLists = DurationLists()
    zones: Mapping[Code, tuple[Code, ...]] = {}
    suspension: tuple[SuspensionRule, ...] = ()
