"""Rounds: the double-entry ledger, lots, codes, consignments, counts, missions and periods."""
