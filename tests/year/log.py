"""A second county and two and a half years of its log, crossing every edge: what was entered, when, and about when.

Plain lists, so that `tests.year.recomputed` can work every figure out from them without a line of the product.
All times are on the county's clock.
"""

from typing import Any

SITES = {"990101001": "甲村", "990101002": "乙村", "990101003": "丙村"}
UNITS = {
    "G1": ("gun", "shell-37", "990101001"),
    "G2": ("gun", "shell-37", "990101002"),
    "L1": ("launcher", "rocket", "990101003"),
    "B1": ("burner", "flare", "990101003"),
}
KINDS = {"shell-37": "shells", "rocket": "rockets", "flare": "flares"}
PEOPLE = {
    "C1": ("commander", "2022-05-01"),
    "K1": ("storekeeper", "2022-05-01"),
    "K2": ("storekeeper", "2022-05-01"),
    "P1": ("crew", "2022-05-01"),
    "P2": ("crew", "2022-05-01"),
    "P3": ("crew", None),  # trained for the first time in May 2023
}
NOMINAL_KM2 = {
    "rain": (("2022-01-01", 30.0), ("2024-01-01", 36.0)),
    "hail": (("2023-01-01", 20.0),),  # nothing is set for 2022: no area, which is not nought
}

Event = dict[str, Any]
LOG: list[Event] = []


def _tell(told: str, what: str, /, record: str = "A", **about: Any) -> None:
    LOG.append({"told": told, "what": what, "record": record, **about})


def _op(told: str, name: str, unit: str, start: str, end: str, rounds: int, **more: Any) -> None:
    about = {
        "site": UNITS[unit][2],
        "purpose": "rain",
        "crew": ["P1"],
        "process": None,
        "duds": 0,
        "lot": {"gun": "S-1", "launcher": "R-1", "burner": "F-1"}[UNITS[unit][0]],
    }
    about |= more
    _tell(told, "op", name=name, unit=unit, start=start, end=end, rounds=rounds, **about)


def _receive(told: str, lot: str, type_: str, rounds: int, expires: str) -> None:
    _tell(told, "receive", lot=lot, type=type_, rounds=rounds, expires=expires, at=told)


def _issue(told: str, lot: str, site: str, rounds: int, at: str | None = None) -> None:
    _tell(told, "issue", lot=lot, site=site, rounds=rounds, at=at or told)


def _inspect(told: str, unit: str, on: str, result: str) -> None:
    _tell(told, "inspect", unit=unit, on=on, result=result)


def _process(told: str, name: str, start: str, end: str) -> None:
    _tell(told, "process", name=name, start=start, end=end)


# 2022: the second half.
_receive("2022-07-01 09:00", "S-1", "shell-37", 400, "2024-03-31")
_receive("2022-07-01 09:10", "R-1", "rocket", 80, "2026-12-31")
_receive("2022-07-01 09:20", "F-1", "flare", 60, "2026-12-31")
_issue("2022-07-02 09:00", "S-1", "990101001", 120)
_issue("2022-07-02 09:10", "S-1", "990101002", 120)
_issue("2022-07-02 09:20", "R-1", "990101003", 60)
_issue("2022-07-02 09:30", "F-1", "990101003", 50)
for unit in UNITS:
    _inspect("2022-07-03 09:00", unit, "2022-07-03", "passed")
_process("2022-07-10 08:00", "GC1", "2022-07-10 06:00", "2022-07-10 20:00")
_op("2022-07-10 15:00", "a1", "G1", "2022-07-10 14:00", "2022-07-10 14:10", 11, process="GC1")
_op("2022-07-10 16:00", "a2", "G2", "2022-07-10 15:00", "2022-07-10 15:20", 7, purpose="hail")
_process("2022-09-01 08:00", "GC2", "2022-09-01 06:00", "2022-09-01 12:00")  # missed
# Over midnight and the end of a month and of the hail season.
_op("2022-11-01 01:00", "a3", "G1", "2022-10-31 23:50", "2022-11-01 00:20", 9, purpose="hail")
# Over New Year, and a process over it that is seized only in January.
_process("2022-12-31 20:00", "GC3", "2022-12-31 18:00", "2023-01-01 12:00")
_op("2023-01-01 01:00", "a4", "G1", "2022-12-31 23:50", "2023-01-01 00:10", 5, crew=["P1", "P2"])
_op("2023-01-01 09:00", "b1", "G2", "2023-01-01 08:00", "2023-01-01 08:15", 6, process="GC3")
_tell("2023-01-05 09:00", "seal", period="2022-12")
_tell("2023-01-05 09:10", "seal", period="2022")

# 2023.
_inspect("2023-03-01 09:00", "G1", "2023-03-01", "passed")
_inspect("2023-03-01 09:10", "G2", "2023-03-01", "passed")
_inspect("2023-03-01 09:20", "L1", "2023-03-01", "passed")
_tell("2023-03-10 09:00", "train", person="C1", on="2023-03-05")
_tell("2023-03-10 09:10", "train", person="P1", on="2023-03-05")
_op("2023-04-30 21:00", "b2", "L1", "2023-04-30 20:00", "2023-04-30 20:20", 4, crew=["P3"])
_op("2023-05-01 01:00", "b3", "L1", "2023-04-30 23:58", "2023-05-01 00:04", 3, duds=1)
_tell("2023-05-20 09:00", "train", person="P3", on="2023-05-10")
_process("2023-06-18 08:00", "GC4", "2023-06-18 06:00", "2023-06-18 22:00")
_op("2023-06-18 15:00", "b4", "G1", "2023-06-18 14:00", "2023-06-18 14:10", 12, process="GC4")
_op("2023-06-18 15:10", "b5", "L1", "2023-06-18 14:30", "2023-06-18 14:40", 5, process="GC4")
_op("2023-06-18 15:20", "b6", "B1", "2023-06-18 13:00", "2023-06-18 15:00", 10, process="GC4")
# Recorded twice and declared void; corrected, but not brought back to life; then another brought back.
_op("2023-06-18 16:00", "b7", "G1", "2023-06-18 14:00", "2023-06-18 14:10", 12, process="GC4")
_tell("2023-06-18 17:00", "void", name="b7")
_op("2023-07-02 11:00", "b8", "G2", "2023-07-02 10:00", "2023-07-02 10:10", 8, purpose="hail")
_tell("2023-07-02 12:00", "void", name="b8")
_tell("2023-07-03 12:00", "reopen", name="b8")
_tell("2023-08-02 09:00", "seal", period="2023-07")
_inspect("2023-08-20 09:00", "G2", "2023-08-20", "failed")  # passed in March, failed in August
_op("2023-09-01 13:00", "b9", "G1", "2023-09-01 12:00", "2023-09-01 12:10", 6, process="GC-NONE")
_op("2023-10-31 23:59", "b10", "B1", "2023-10-31 22:00", "2023-10-31 23:30", 8)
# Rounds issued in December entered late, in the new year.
_issue("2024-01-02 09:00", "R-1", "990101003", 12, at="2023-12-28 10:00")
# The site of the second record fired in August, and told so only to its own record.
_op(
    "2023-08-15 16:00",
    "b11",
    "G2",
    "2023-08-15 15:00",
    "2023-08-15 15:10",
    9,
    purpose="hail",
    crew=["P2"],
    record="B",
)
_tell("2024-01-05 09:00", "seal", period="2023")

# 2024: what comes to light about the sealed year, and the leap year itself.
_tell("2024-01-10 09:00", "rounds", name="b4", rounds=13)
_tell("2024-01-10 09:30", "rounds", name="b1", rounds=5)  # the opposite: neither hides the other
_tell("2024-01-20 09:00", "bundle")
_tell("2024-01-25 09:00", "status", unit="G2", status="scrapped")
_process("2024-02-29 18:00", "GC5", "2024-02-29 12:00", "2024-03-01 12:00")
_op("2024-03-01 01:00", "c1", "L1", "2024-02-29 23:55", "2024-03-01 00:05", 6, process="GC5")
_op("2024-03-31 21:00", "c2", "G1", "2024-03-31 20:00", "2024-03-31 20:10", 4)  # the lot's last day
_op("2024-04-01 21:00", "c3", "G1", "2024-04-01 20:00", "2024-04-01 20:10", 3)  # and the day after
_tell("2024-05-06 09:00", "recall", lot="F-1")
_op("2024-05-06 13:00", "c4", "B1", "2024-05-06 12:00", "2024-05-06 12:30", 2)
# Twice in the books, and nobody has noticed.
_op("2024-06-02 13:00", "c5", "L1", "2024-06-02 12:00", "2024-06-02 12:10", 2)
_op("2024-06-02 14:00", "c6", "L1", "2024-06-02 12:00", "2024-06-02 12:10", 2)
_op("2024-12-31 23:59", "c7", "G1", "2024-12-31 23:00", "2024-12-31 23:30", 1, crew=["P3"])
LOG.sort(key=lambda event: event["told"])
END = "2025-01-02 09:00"
