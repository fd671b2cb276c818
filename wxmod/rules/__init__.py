"""Coded, pure, cited checks.

registry (declaring and running) · facts (what a rule may know) · law (what it rests on) · then one file a matter:
season S1xx · airspace A2xx · munitions, magazines, custody M3xx · readiness R4xx · geometry G5xx and W6xx ·
documents D7xx.
"""

from wxmod.rules import airspace, custody, documents, geometry, magazines, munitions, readiness, season
from wxmod.rules.facts import (
    Arrival,
    ClearanceRequest,
    Closing,
    Facts,
    Sealing,
    StoreKept,
    Transfer,
    TransferKind,
    Unsealed,
    Waiting,
)
from wxmod.rules.registry import Finding, Found, Rule, Severity, check, found, rule, rules

__all__ = [
    "Arrival",
    "ClearanceRequest",
    "Closing",
    "Facts",
    "Finding",
    "Found",
    "Rule",
    "Sealing",
    "Severity",
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
    "readiness",
    "rule",
    "rules",
    "season",
]  # fmt: skip
