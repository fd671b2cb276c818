"""The record of one site instance: an append-only, hash-chained journal and the tables derived from it.

schema (what the file holds) · database (opening, the one pen) · entries (kinds and bodies of entries, for ever
readable) · journal (appending, sealing, reading back) · tables (typed, rebuilt from the journal) ·
queries (looking up) · verify (does it all agree?) · copies (back-up and restore)
"""
