"""Typed tables derived from the journal, a matter a module: what writes them beside what reads them."""

from wxmod.store.tables import (
    airspace,
    ammunition,
    command,
    counties,
    custody,
    exchange,
    latest,
    listing,
    operations,
    periods,
    pins,
    registry,
    roster,
    rounds,
    tellings,
    waivers,
)

__all__ = [
    "airspace",
    "ammunition",
    "command",
    "counties",
    "custody",
    "exchange",
    "latest",
    "listing",
    "operations",
    "periods",
    "pins",
    "registry",
    "roster",
    "rounds",
    "tellings",
    "waivers",
]
