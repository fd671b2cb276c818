"""Coded, pure, cited checks.

catalogue (declaring and running) · facts (what a rule may know) · law (what it rests on) · docs · then a folder each:
airspace A2xx · ammunition M3xx · registry R4xx · firing G5xx and W6xx · command P8xx ·
season S1xx · documents and doubles D7xx.
"""

from wxmod.rules import documents, doubles, season
from wxmod.rules.airspace import borders, granted, notices, reports
from wxmod.rules.ammunition import custody, hands, magazines, rounds
from wxmod.rules.catalogue import Finding, Found, Late, Rule, Severity, check, found, rule, rules
from wxmod.rules.command import instructions, moments, stages, waived
from wxmod.rules.facts import (
    Act,
    Arrival,
    ClearanceOpen,
    ClearanceRequest,
    Closing,
    Facts,
    Footing,
    Instructing,
    MonthOver,
    Sealing,
    SetAside,
    Signing,
    Standby,
    StoreKept,
    Transfer,
    TransferKind,
    Unsealed,
    Waiting,
)
from wxmod.rules.firing import aiming, geometry, sectors
from wxmod.rules.registry import readiness, standby

__all__ = [
    "Act",
    "Arrival",
    "ClearanceOpen",
    "ClearanceRequest",
    "Closing",
    "Facts",
    "Finding",
    "Footing",
    "Found",
    "Instructing",
    "Late",
    "MonthOver",
    "Rule",
    "Sealing",
    "SetAside",
    "Severity",
    "Signing",
    "Standby",
    "StoreKept",
    "Transfer",
    "TransferKind",
    "Unsealed",
    "Waiting",
    "aiming",
    "borders",
    "check",
    "custody",
    "documents",
    "doubles",
    "found",
    "geometry",
    "granted",
    "hands",
    "instructions",
    "magazines",
    "moments",
    "notices",
    "readiness",
    "reports",
    "rounds",
    "rule",
    "rules",
    "season",
    "sectors",
    "stages",
    "standby",
    "waived",
]
