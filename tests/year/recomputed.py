"""Every figure of the second county worked out from the list of what was entered; not a line of the product is used.

The one rule: an operation belongs, with all its rounds and its area, to the moment of its first round; a process to the
moment it begins.  Times are written so that they sort as text.
"""

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any

from tests.year.log import KINDS, LOG, NOMINAL_KM2, PEOPLE, UNITS, Event

GOOD = {"passed", "passed-after-repair"}


def known(until: int | None = None) -> list[Event]:
    """What record A knew before the entry *until*: its own, and the other's once a bundle had been taken."""
    told = LOG[:until]
    bundles = [n for n, event in enumerate(told) if event["what"] == "bundle"]
    last = bundles[-1] if bundles else -1
    return [e for n, e in enumerate(told) if e["record"] == "A" or n < last]


def operations(until: int | None = None) -> dict[str, Event]:
    """The operations that stand, as told last, by name."""
    stands: dict[str, Event] = {}
    void: dict[str, Event] = {}
    for event in known(until):
        name = event.get("name", "")
        if event["what"] == "op":
            stands[name] = dict(event)
        elif event["what"] == "void":
            void[name] = stands.pop(name)
        elif event["what"] == "reopen":
            stands[name] = void.pop(name)
        elif event["what"] == "rounds":
            stands[name] = {**stands[name], "rounds": event["rounds"]}
    return stands


def lots() -> dict[str, str]:
    return {e["lot"]: e["type"] for e in LOG if e["what"] == "receive"}


def area_km2(operation: Event) -> float | None:
    held = [km2 for since, km2 in NOMINAL_KM2[operation["purpose"]] if since <= operation["start"]]
    return held[-1] if held else None


def figures(period: str, until: int | None = None) -> dict[str, float]:
    """Of a month or year, as A knew it before the entry *until*."""
    mine = [o for o in operations(until).values() if o["start"].startswith(period)]
    types = lots()
    sums: Counter[str] = Counter()
    for operation in mine:
        sums[KINDS[types[operation["lot"]]]] += operation["rounds"]
        sums["duds"] += operation["duds"]
    areas = [area_km2(operation) for operation in mine]
    begun = processes(period, until)
    named = {o["process"] for o in operations(until).values()}
    return {
        "operations": len(mine),
        "rockets": sums["rockets"],
        "shells": sums["shells"],
        "flares": sums["flares"],
        "unknown": 0,
        "duds": sums["duds"],
        "area_km2": sum(a for a in areas if a is not None),
        "without_area": sum(a is None for a in areas),
        "processes": len(begun),
        "seized": len([p for p in begun if p in named]),
    }


def processes(period: str, until: int | None = None) -> list[str]:
    told = [e for e in known(until) if e["what"] == "process"]
    return [e["name"] for e in told if e["start"].startswith(period)]


def grouped(year: str, key: str) -> dict[str, tuple[int, int]]:
    """Operations and rounds by site, purpose or month."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for operation in operations().values():
        if operation["start"].startswith(year):
            value = operation["start"][5:7] if key == "month" else operation[key]
            found[value][0] += 1
            found[value][1] += operation["rounds"]
    return {name: (n, rounds) for name, (n, rounds) in found.items()}


def inspected(year: str) -> tuple[int, int]:
    """Units that passed the year's inspection, of those not scrapped before it began."""
    scrapped = {e["unit"]: e["told"] for e in LOG if e["what"] == "status"}
    due = [unit for unit in UNITS if scrapped.get(unit, "9") >= year]
    done = 0
    for unit in due:
        results = [
            (e["on"], e["result"])
            for e in LOG
            if e["what"] == "inspect" and e["unit"] == unit and e["on"].startswith(year)
        ]
        done += bool(results) and max(results)[1] in GOOD
    return done, len(due)


def crew(year: str) -> tuple[int, int]:
    """People who took part, and those who had all their papers each time."""
    ready: dict[str, bool] = {}
    for operation in operations().values():
        if operation["start"].startswith(year):
            for person in {"C1", *operation["crew"]}:
                days = (operation["start"][:10], operation["end"][:10])
                fit = all(
                    any(paper <= day <= a_year_on(paper) for paper in papers(person))
                    for day in days
                )
                ready[person] = ready.get(person, True) and fit
    return sum(ready.values()), len(ready)


def a_year_on(day: str) -> str:
    """The last day papers of a day hold: 365 days on."""
    return (date.fromisoformat(day) + timedelta(days=365)).isoformat()


def papers(person: str) -> list[str]:
    first = PEOPLE[person][1]
    later = [e["on"] for e in LOG if e["what"] == "train" and e["person"] == person]
    return ([first] if first else []) + later


def postings() -> list[tuple[str, str, str, str, int]]:
    """Every movement: what it belongs to in time, lot, from, to, rounds."""
    found = []
    for event in known():
        if event["what"] == "receive":
            found.append((event["at"], event["lot"], "maker/M", "depot/county", event["rounds"]))
        elif event["what"] == "issue":
            target = f"site/{event['site']}"
            found.append((event["at"], event["lot"], "depot/county", target, event["rounds"]))
    for operation in operations().values():
        here = f"site/{operation['site']}"
        moved = (operation["start"], operation["lot"], here)
        found.append((*moved, "end/fired", operation["rounds"]))
        if operation["duds"]:
            found.append((*moved, f"dud/{operation['site']}", operation["duds"]))
    return found


def book(period: str) -> dict[tuple[str, str], tuple[int, int, int]]:
    """Opening, fired and closing of every store and lot of a month or year that held or saw anything."""
    opening: Counter[tuple[str, str]] = Counter()
    closing: Counter[tuple[str, str]] = Counter()
    fired: Counter[tuple[str, str]] = Counter()
    touched: set[tuple[str, str]] = set()
    for at, lot, source, target, rounds in postings():
        before, within = at < period, at.startswith(period)
        for place, change in ((source, -rounds), (target, rounds)):
            if before:
                opening[place, lot] += change
            if before or within:
                closing[place, lot] += change
            if within:
                touched.add((place, lot))
        if within and target == "end/fired":
            fired[source, lot] += rounds
    every = {*opening, *closing} if closing else set()
    stores = {here for here in every if here[0].startswith(("depot/", "site/", "dud/"))}
    return {
        here: (opening[here], fired[here], closing[here])
        for here in stores
        if opening[here] or closing[here] or here in touched
    }


def sealed(period: str) -> tuple[dict[str, float], dict[str, float]]:
    """What the paper said when it was sealed, and what it would say now."""
    n = next(n for n, e in enumerate(LOG) if e["what"] == "seal" and e["period"] == period)
    return figures(period, n), figures(period)


def retold(period: str) -> set[str]:
    """Operations of a sealed period that came, went or changed since."""
    n = next(n for n, e in enumerate(LOG) if e["what"] == "seal" and e["period"] == period)
    was, now = operations(n), operations()
    return {
        name
        for name in was.keys() | now.keys()
        if was.get(name) != now.get(name)
        and any(o["start"].startswith(period) for o in (was.get(name), now.get(name)) if o)
    }


def late_entries() -> list[str]:
    """Entries that changed a sealed book: what each is about, in the order they were told."""
    ends: list[tuple[str, int]] = []
    found = []
    for n, event in enumerate(LOG):
        if event["what"] == "seal":
            ends.append((_end(event["period"]), n))
        elif event["what"] in {"issue", "receive"} and any(event["at"] < end for end, _n in ends):
            found.append(event["lot"])
        elif event["what"] in {"rounds", "void", "reopen"}:
            name = event["name"]
            start = next(e["start"] for e in LOG if e["what"] == "op" and e["name"] == name)
            if any(start < end for end, _n in ends):
                found.append(name)
    # What came in by bundle was told before the seal, but not here.
    bundle = next(n for n, e in enumerate(LOG) if e["what"] == "bundle")
    for n, event in enumerate(LOG):
        arrives = event["record"] == "B" and n < bundle
        if arrives and any(event["start"] < end and s < bundle for end, s in ends):
            found.append(event["name"])
    return sorted(found)


def _end(period: str) -> str:
    if len(period) == 4:
        return f"{int(period) + 1}"
    first = date(int(period[:4]), int(period[5:]), 28)
    year, month = (first.year + 1, 1) if first.month == 12 else (first.year, first.month + 1)
    return f"{year}-{month:02}"


def doubtful(year: str) -> set[str]:
    """Operations that say what another says, name a process nobody registered, or have somebody in two places."""
    registered = {e["name"] for e in known() if e["what"] == "process"}
    seen: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    found = set()
    for name, o in operations().items():
        seen[o["unit"], o["start"], o["end"], o["rounds"], o["duds"]].append(name)
        if o["process"] and o["process"] not in registered:
            found.add(name)
    found |= {name for names in seen.values() if len(names) > 1 for name in names}
    for name, o in operations().items():
        for other, p in operations().items():
            meet = o["start"] <= p["end"] and p["start"] <= o["end"]
            # The commander of every operation is C1, and none of them is a joint one.
            if name != other and meet and o["site"] != p["site"]:
                found.add(name)
    return {name for name in found if operations()[name]["start"].startswith(year)}
