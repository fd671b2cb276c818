"""Coded, pure, cited checks.

registry (declaring and running) · facts (what a rule may know) · law (what it rests on) · then one file a matter:
season S1xx · airspace A2xx · munitions M3xx · readiness R4xx · geometry G5xx and W6xx · documents D7xx.
"""

from wxmod.rules import airspace, documents, geometry, munitions, readiness, season
from wxmod.rules.facts import ClearanceRequest, Facts, Transfer, TransferKind
from wxmod.rules.registry import Finding, Found, Rule, Severity, check, found, rule, rules

__all__ = [
    "ClearanceRequest",
    "Facts",
    "Finding",
    "Found",
    "Rule",
    "Severity",
    "Transfer",
    "TransferKind",
    "airspace",
    "check",
    "documents",
    "found",
    "geometry",
    "munitions",
    "readiness",
    "rule",
    "rules",
    "season",
]  # fmt: skip
