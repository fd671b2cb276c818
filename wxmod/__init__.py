"""Ground weather modification from the forecast to the year-end report, in one audited record.

Rooms, from the ground up: `domain` (values and pure functions), `program` (a county's dated, sourced settings),
`rules` (coded checks), `store` / `weather` / `reports` (strangers to one another), `actions` (the only way to change
anything), `cli` (words in, words out).  The terminal app lives beside this package in `tui`.
"""

__version__ = "0.1.0"
