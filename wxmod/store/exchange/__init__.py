"""Site ↔ bureau ↔ city without a network: signed files that carry parts of chains.

keys (who signs) · trust (whose signature counts) · sealing (the file) · bundles (what is in it) · heads (where chains
stand) · merge (giving and taking) · conflicts (what does not agree)
"""
