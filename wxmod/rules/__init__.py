"""Coded, pure, cited checks.

registry (declaring and running) · facts (what a rule may know) · law (what it rests on) · then one file a matter:
season S1xx · airspace A2xx · munitions, magazines, custody M3xx · readiness, standby R4xx ·
geometry G5xx and W6xx · documents D7xx.
"""

from wxmod.rules import (
    airspace,
    custody,
    documents,
    geometry,
    magazines,
    munitions,
    people,
    readiness,
    season,
    standby,
)
from wxmod.rules.facts import (
    Act,
    Arrival,
    ClearanceRequest,
    Closing,
    Facts,
    Sealing,
    Standby,
    StoreKept,
    Transfer,
    TransferKind,
    Unsealed,
    Waiting,
)
from wxmod.rules.registry import Finding, Found, Rule, Severity, check, found, rule, rules

__all__ = [
    "Act",
    "Arrival",
    "ClearanceRequest",
    "Closing",
    "Facts",
    "Finding",
    "Found",
    "Rule",
    "Sealing",
    "Severity",
    "Standby",
    "StoreKept",
    "Transfer",
    "TransferKind",
    "Unsealed",
    "Waiting",
    "airspace",
    "check",
    "custody",
    "documents",
    "found",
    "geometry",
    "magazines",
    "munitions",
    "people",
    "readiness",
    "rule",
    "rules",
    "season",
    "standby",
]  # fmt: skip
