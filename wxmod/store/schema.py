"""What the file holds.  The journal is the memory; every other table is derived from it and can be rebuilt.

No JSON function stands in the schema (SQLite 3.40 refuses them with trusted_schema=OFF), no trigger carries an
ON CONFLICT clause (the outer statement's would override it), and no ledger table is ever altered through
sqlite-utils' `transform`, which drops triggers: the fingerprint below would show it.  Bodies are matched as text: they
are canonical, and a quotation mark inside a string is escaped, so no remark can pass for a field.
"""

import hashlib
import sqlite3
from collections.abc import Container, Mapping
from functools import cache

APPLICATION_ID = 0x77786D64  # "wxmd"
# A change of any table, trigger or index below raises the version once it has been released, and the fingerprint of
# the version before is kept, so that a record tampered with is not taken for an old one.
VERSION = 5
FINGERPRINTS = {
    1: "055e91c6f6d117f720d6caf1c34f874045d914be45f31308a81f7b20f74d2229",
    2: "41173c4cd65c8c140ff29e2d4f413a7bd6d1c4257dc999ca8b7c54b222a4698a",
    3: "ea6ce1298963418198d48d7231ec588ee6a80a8083b1bfeb255e95e325de8c87",
    4: "14ca313f38d78151eeb4947a2a0cc2c6a5cf0d26c904498b2ab8880841ce1304",
}
# Not derived from the journal, so a migration leaves them as they are: their columns never change.
KEPT = frozenset({"about", "journal", "draft", "secret"})
SECRETS = frozenset({"pin"})  # a secret of another name would be one that was renamed

JOURNAL = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE journal (
    chain TEXT NOT NULL, seq INTEGER NOT NULL CHECK (seq >= 1), uid TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL, version INTEGER NOT NULL, recorded_at TEXT NOT NULL, occurred_at TEXT NOT NULL,
    actor TEXT NOT NULL, witness TEXT CHECK (witness <> actor), body TEXT NOT NULL,
    prev BLOB NOT NULL CHECK (length(prev) = 32), hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (chain, seq)) STRICT, WITHOUT ROWID;
CREATE TRIGGER journal_is_final BEFORE UPDATE ON journal
    BEGIN SELECT RAISE(ABORT, 'journal entries are final'); END;
CREATE TRIGGER journal_is_kept BEFORE DELETE ON journal
    BEGIN SELECT RAISE(ABORT, 'journal entries are kept'); END;
CREATE TRIGGER journal_follows_on BEFORE INSERT ON journal
    WHEN EXISTS (SELECT 1 FROM journal WHERE uid = NEW.uid)
      OR EXISTS (SELECT 1 FROM journal WHERE chain = NEW.chain AND seq = NEW.seq)
      OR NEW.seq <> 1 + coalesce((SELECT max(seq) FROM journal WHERE chain = NEW.chain), 0)
      OR NEW.prev <> coalesce((SELECT hash FROM journal WHERE chain = NEW.chain AND seq = NEW.seq - 1), zeroblob(32))
    BEGIN SELECT RAISE(ABORT, 'journal entry does not follow on'); END;
CREATE TRIGGER journal_takes_two BEFORE INSERT ON journal WHEN NEW.witness IS NULL
      AND (NEW.kind IN ('period.sealed', 'store.handed_over')
        OR (NEW.kind = 'program.adopted'
          AND EXISTS (SELECT 1 FROM journal WHERE chain = NEW.chain AND kind = 'program.adopted'))
        OR (NEW.kind = 'ammunition.explained' AND NEW.version >= 2 AND NEW.body NOT LIKE '%"movement":null%')
        OR (NEW.kind = 'ammunition.dispatched' AND NEW.version >= 2 AND NEW.body NOT LIKE '%"alone":true%')
        OR (NEW.kind = 'ammunition.transferred' AND NEW.version >= 3 AND NEW.body NOT LIKE '%"alone":true%'
          AND (NEW.body LIKE '%"kind":"issue"%' OR NEW.body LIKE '%"kind":"dispose"%'
            OR NEW.body LIKE '%"kind":"adjust"%' OR NEW.body LIKE '%"kind":"hand-over"%')))
    BEGIN SELECT RAISE(ABORT, 'journal entry takes two people'); END;
CREATE TRIGGER about_is_final BEFORE UPDATE ON about BEGIN SELECT RAISE(ABORT, 'about is final'); END;
CREATE TRIGGER about_is_kept BEFORE DELETE ON about BEGIN SELECT RAISE(ABORT, 'about is kept'); END;
CREATE TRIGGER about_is_told_once BEFORE INSERT ON about WHEN EXISTS (SELECT 1 FROM about WHERE name = NEW.name)
    BEGIN SELECT RAISE(ABORT, 'about is told once'); END;
CREATE TABLE draft (name TEXT PRIMARY KEY, saved_at TEXT NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE secret (name TEXT PRIMARY KEY, value BLOB NOT NULL, digest BLOB NOT NULL) STRICT, WITHOUT ROWID;
"""

PROJECTIONS = {
    "operation": """(no TEXT PRIMARY KEY, chain TEXT NOT NULL, seq INTEGER NOT NULL, versions INTEGER NOT NULL,
        voided INTEGER NOT NULL, recorded_at TEXT NOT NULL, recorded_by TEXT NOT NULL, site TEXT NOT NULL,
        purpose TEXT NOT NULL, joint TEXT, process TEXT, clearance TEXT, start_at TEXT NOT NULL, end_at TEXT NOT NULL,
        area_km2 REAL, seen TEXT NOT NULL, body TEXT NOT NULL, first_chain TEXT NOT NULL,
        first_seq INTEGER NOT NULL)""",
    "operation_version": """(no TEXT NOT NULL, version INTEGER NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL,
        PRIMARY KEY (no, version))""",
    "operation_under": "(no TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (no, name))",
    "release": """(no TEXT NOT NULL, n INTEGER NOT NULL, equipment TEXT NOT NULL, lot TEXT, place TEXT NOT NULL,
        rounds INTEGER NOT NULL CHECK (rounds >= 0), duds INTEGER NOT NULL CHECK (duds >= 0),
        start_at TEXT NOT NULL, end_at TEXT NOT NULL, PRIMARY KEY (no, n))""",
    "movement": """(chain TEXT NOT NULL, seq INTEGER NOT NULL, n INTEGER NOT NULL, cause TEXT NOT NULL,
        operation TEXT, lot TEXT NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL CHECK (target <> source),
        rounds INTEGER NOT NULL CHECK (rounds > 0), at TEXT NOT NULL, booked_at TEXT NOT NULL,
        PRIMARY KEY (chain, seq, n),
        CHECK (source <> 'end/destroyed' AND source NOT LIKE 'handed/%'),
        CHECK (NOT (source LIKE 'dud/%' OR source = 'end/dud-lost') OR target LIKE 'dud/%' OR target LIKE 'handed/%'
            OR target IN ('end/destroyed', 'end/dud-lost')))""",
    "movement_retold": """(lot TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL, n INTEGER NOT NULL,
        operation TEXT NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL, rounds INTEGER NOT NULL,
        at TEXT NOT NULL, by_chain TEXT NOT NULL, by_seq INTEGER NOT NULL, PRIMARY KEY (lot, chain, seq, n))""",
    "consignment": """(no TEXT PRIMARY KEY, target TEXT NOT NULL, vehicle TEXT, due_at TEXT, chain TEXT NOT NULL,
        seq INTEGER NOT NULL, body TEXT NOT NULL)""",
    "mission_movement": """(mission TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL,
        PRIMARY KEY (mission, chain, seq))""",
    "lot_standing": """(lot TEXT NOT NULL, at TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL,
        stopped INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (lot, at, chain, seq))""",
    "scan": """(code TEXT NOT NULL, at TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL, lot TEXT NOT NULL,
        source TEXT, target TEXT NOT NULL, box TEXT, operation TEXT, PRIMARY KEY (code, at, chain, seq))""",
    "serial": "(code TEXT PRIMARY KEY, lot TEXT NOT NULL, place TEXT NOT NULL, box TEXT, faults INTEGER NOT NULL)",
    "counter": """(chain TEXT NOT NULL, seq INTEGER NOT NULL, start_at TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (chain, seq))""",
    "closure": """(no TEXT PRIMARY KEY, mission TEXT NOT NULL, body TEXT NOT NULL, told TEXT NOT NULL,
        chain TEXT NOT NULL, seq INTEGER NOT NULL)""",
    "holding": """(place TEXT NOT NULL, lot TEXT NOT NULL, rounds INTEGER NOT NULL,
        PRIMARY KEY (lot, place), CHECK (rounds >= 0 OR place LIKE 'end/%' OR place LIKE 'maker/%'))""",
    "balance": """(lot TEXT NOT NULL, place TEXT NOT NULL, day TEXT NOT NULL, at TEXT NOT NULL,
        held INTEGER NOT NULL, low INTEGER NOT NULL, PRIMARY KEY (lot, place, day))""",
    "shortfall": """(lot TEXT NOT NULL, place TEXT NOT NULL, at TEXT NOT NULL,
        rounds INTEGER NOT NULL CHECK (rounds > 0), PRIMARY KEY (lot, place, at))""",
    "stocktake": """(chain TEXT NOT NULL, seq INTEGER NOT NULL, place TEXT NOT NULL, at TEXT NOT NULL,
        body TEXT NOT NULL, PRIMARY KEY (chain, seq))""",
    "explanation": """(chain TEXT NOT NULL, seq INTEGER NOT NULL, stocktake TEXT NOT NULL, lot TEXT NOT NULL,
        difference TEXT, reason TEXT NOT NULL, actor TEXT NOT NULL, witness TEXT, at TEXT NOT NULL,
        PRIMARY KEY (chain, seq))""",
    "discrepancy": """(chain TEXT NOT NULL, seq INTEGER NOT NULL, lot TEXT NOT NULL, place TEXT NOT NULL,
        at TEXT NOT NULL, book INTEGER NOT NULL, counted INTEGER NOT NULL CHECK (counted <> book),
        PRIMARY KEY (chain, seq, lot))""",
    "period_seal": """(chain TEXT NOT NULL, seq INTEGER NOT NULL, period TEXT NOT NULL, until TEXT NOT NULL,
        body TEXT NOT NULL, PRIMARY KEY (chain, seq))""",
    "custodian": """(place TEXT NOT NULL, at TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL,
        outgoing TEXT NOT NULL, incoming TEXT NOT NULL, PRIMARY KEY (place, at, chain, seq))""",
    "spot_check": """(chain TEXT NOT NULL, seq INTEGER NOT NULL, at TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (chain, seq))""",
    "lot": """(no TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL, since TEXT NOT NULL,
        told TEXT NOT NULL, recorded_at TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (no, chain, seq))""",
    "equipment": """(id TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL, since TEXT NOT NULL,
        told TEXT NOT NULL, recorded_at TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (id, chain, seq))""",
    "inspection": """(equipment TEXT NOT NULL, inspected_on TEXT NOT NULL, seq INTEGER NOT NULL, chain TEXT NOT NULL,
        told TEXT NOT NULL, recorded_at TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (equipment, inspected_on, chain, seq))""",
    "person": """(id TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL, since TEXT NOT NULL,
        told TEXT NOT NULL, recorded_at TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (id, chain, seq))""",
    "programme": """(chain TEXT NOT NULL, seq INTEGER NOT NULL, code TEXT NOT NULL, digest TEXT NOT NULL,
        actor TEXT NOT NULL, witness TEXT, body TEXT NOT NULL, PRIMARY KEY (chain, seq))""",
    "pin": """(chain TEXT NOT NULL, person TEXT NOT NULL, at TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (chain, person))""",
    "pin_wrong": """(chain TEXT NOT NULL, person TEXT NOT NULL, tries INTEGER NOT NULL CHECK (tries > 0),
        at TEXT NOT NULL, PRIMARY KEY (chain, person))""",
    "clearance": """(number TEXT PRIMARY KEY, status TEXT NOT NULL, requested_at TEXT NOT NULL,
        start_at TEXT NOT NULL, end_at TEXT NOT NULL, body TEXT NOT NULL,
        told TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL)""",
    "clearance_telling": """(number TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL, since TEXT NOT NULL,
        told TEXT NOT NULL, recorded_at TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (number, chain, seq))""",
    "given_number": """(kind TEXT NOT NULL, number TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL,
        PRIMARY KEY (kind, number, chain))""",
    "process": """(id TEXT PRIMARY KEY, start_at TEXT NOT NULL, end_at TEXT NOT NULL, body TEXT NOT NULL,
        told TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL)""",
    "lot_telling": """(no TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL, facts TEXT NOT NULL,
        PRIMARY KEY (no, chain, seq))""",
    "pace": "(chain TEXT PRIMARY KEY, at TEXT NOT NULL)",
    "conflict": """(no TEXT NOT NULL, kind TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL,
        PRIMARY KEY (no, kind, chain, seq))""",
    "resolution": """(chain TEXT NOT NULL, seq INTEGER NOT NULL, conflict TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (chain, seq))""",
    "bound": "(chain TEXT PRIMARY KEY, sites TEXT NOT NULL)",
    "dispatch": """(no TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL, places TEXT NOT NULL,
        PRIMARY KEY (no, chain, seq))""",
    "held_entry": """(chain TEXT NOT NULL, seq INTEGER NOT NULL, accounts TEXT NOT NULL,
        PRIMARY KEY (chain, seq))""",
    "held_about": """(token TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL,
        PRIMARY KEY (token, chain, seq))""",
    "anchor": """(chain TEXT NOT NULL, seq INTEGER NOT NULL, holder TEXT NOT NULL, hash TEXT NOT NULL,
        told INTEGER NOT NULL, PRIMARY KEY (chain, seq, holder, hash))""",
    "fork": """(chain TEXT NOT NULL, seq INTEGER NOT NULL, forked TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (chain, seq))""",
    "trust": """(chain TEXT NOT NULL, seq INTEGER NOT NULL, key TEXT NOT NULL, revoked INTEGER NOT NULL,
        body TEXT NOT NULL, PRIMARY KEY (chain, seq))""",
    "instruction": """(number TEXT PRIMARY KEY, start_at TEXT NOT NULL, end_at TEXT NOT NULL, process TEXT,
        body TEXT NOT NULL, told TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL)""",
    "instruction_telling": """(number TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL, told TEXT NOT NULL,
        body TEXT NOT NULL, PRIMARY KEY (number, chain, seq))""",
    "instruction_answer": """(number TEXT NOT NULL, at TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL,
        revision INTEGER, body TEXT NOT NULL, PRIMARY KEY (number, at, chain, seq))""",
    "product": """(number TEXT PRIMARY KEY, process TEXT NOT NULL, signed_at TEXT NOT NULL, body TEXT NOT NULL,
        told TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL)""",
    "guidance": """(number TEXT PRIMARY KEY, process TEXT NOT NULL, body TEXT NOT NULL,
        told TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL)""",
    "suspension": """(rule TEXT NOT NULL, zone TEXT NOT NULL, at TEXT NOT NULL, chain TEXT NOT NULL,
        seq INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (rule, zone, at, chain, seq))""",
    "effect": """(operation TEXT NOT NULL, at TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL,
        body TEXT NOT NULL, PRIMARY KEY (operation, at, chain, seq))""",
    "public_notice": """(number TEXT PRIMARY KEY, body TEXT NOT NULL, told TEXT NOT NULL,
        chain TEXT NOT NULL, seq INTEGER NOT NULL)""",
    "waiver": """(chain TEXT NOT NULL, seq INTEGER NOT NULL, subject TEXT NOT NULL, rule TEXT NOT NULL,
        body TEXT NOT NULL, PRIMARY KEY (chain, seq))""",
}
INDEXES = """
CREATE INDEX operation_listed ON operation (start_at, no, site, purpose, process, end_at, voided) WHERE voided = 0;
CREATE INDEX movement_by_lot ON movement (lot, at);
CREATE INDEX movement_received ON movement (lot, at) WHERE cause = 'receive';
CREATE INDEX movement_by_at ON movement (at);
CREATE INDEX movement_retold_by_operation ON movement_retold (operation);
CREATE INDEX balance_by_place ON balance (place, day);
CREATE INDEX stocktake_by_place ON stocktake (place, at);
CREATE INDEX explanation_by_subject ON explanation (stocktake, lot);
CREATE INDEX operation_by_name ON operation_under (name);
CREATE INDEX operation_void ON operation (no) WHERE voided = 1;
CREATE INDEX operation_of_process ON operation (process) WHERE voided = 0 AND process IS NOT NULL;
CREATE INDEX process_by_end ON process (end_at);
CREATE INDEX clearance_by_end ON clearance (end_at, start_at);
CREATE INDEX clearance_waiting ON clearance (status) WHERE status IN ('requested', 'delayed', 'granted');
CREATE INDEX instruction_by_start ON instruction (start_at, number);
CREATE INDEX instruction_by_end ON instruction (end_at, start_at);
CREATE INDEX instruction_of_process ON instruction (process) WHERE process IS NOT NULL;
CREATE INDEX product_of_process ON product (process);
CREATE INDEX guidance_of_process ON guidance (process);
CREATE INDEX scan_of_operation ON scan (operation) WHERE operation IS NOT NULL;
CREATE INDEX serial_faulty ON serial (code) WHERE faults > 0;
CREATE INDEX serial_by_place ON serial (place);
CREATE INDEX serial_by_letters ON serial (code COLLATE NOCASE);
CREATE INDEX operation_unreported ON operation (no) WHERE voided = 0 AND instr(body, '"reported_at":null') > 0;
"""


def create(conn: sqlite3.Connection) -> None:
    """Make every table, trigger and index that is not there, inside the caller's transaction."""
    there = {name for (name,) in conn.execute("SELECT name FROM sqlite_schema").fetchall()}
    tables = "".join(
        f"CREATE TABLE {name} {columns} STRICT, WITHOUT ROWID;"
        for name, columns in PROJECTIONS.items()
    )
    for statement in _statements(JOURNAL + tables + INDEXES):
        if statement.split()[2] not in there:
            conn.execute(statement)


def shadow(conn: sqlite3.Connection, indexes: Container[str] = ()) -> None:
    """Make every derived table once more, empty, in a file without a name beside the record's own.

    Whoever names a table without saying which is then given this one; ``main.TABLE`` is still what the record keeps.

    Args:
        conn: A connection to a copy nobody else looks at.
        indexes: Those that are wanted.
    """
    for name, columns in PROJECTIONS.items():
        conn.execute(f"CREATE TEMP TABLE {name} {columns} STRICT, WITHOUT ROWID")
    index_shadow(conn, indexes)


def index_shadow(conn: sqlite3.Connection, indexes: Container[str]) -> None:
    """Make some of the indexes of the tables of `shadow`."""
    for statement in _statements(INDEXES):
        name = statement.split()[2]
        if name in indexes:
            conn.execute(statement.replace(name, f"temp.{name}", 1))


def recreate(conn: sqlite3.Connection) -> None:
    """Drop all that is derived, however an older version made it, and `create` it empty."""
    said = conn.execute("SELECT type, name FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    for kind in ("trigger", "view", "index", "table"):
        for name in sorted(name for each, name in said if each == kind and name not in KEPT):
            conn.execute(f'DROP {kind} "{name}"')
    create(conn)


def version(conn: sqlite3.Connection) -> int:
    """Of the schema the record has."""
    return int(conn.execute("PRAGMA user_version").fetchone()[0])


def _statements(script: str) -> list[str]:
    """Single statements; `executescript` would commit the caller's transaction."""
    found, pending = [], ""
    for part in script.split(";"):
        pending += part + ";"
        if sqlite3.complete_statement(pending):
            if pending.strip("; \n"):
                found.append(pending)
            pending = ""
    return found


def fingerprint(conn: sqlite3.Connection) -> str:
    """SHA-256 of everything the schema says, in a fixed order."""
    said = conn.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name"
    ).fetchall()
    return hashlib.sha256(
        repr([r for r in said if not r[1].startswith("sqlite_")]).encode()
    ).hexdigest()


def is_known(conn: sqlite3.Connection) -> bool:
    """Whether the schema is that of any version up to this one, whatever version the record says it has."""
    return fingerprint(conn) in {expected_fingerprint(), *FINGERPRINTS.values()}


def about_seal(about: Mapping[str, str]) -> str:
    """SHA-256 of what a record says of itself; a changed name would start another chain unnoticed."""
    return hashlib.sha256(repr(sorted(map(repr, about.items()))).encode()).hexdigest()


def about_holds(conn: sqlite3.Connection) -> bool:
    """Whether the record still says of itself what it said when it was made."""
    about = dict(conn.execute("SELECT name, value FROM about").fetchall())
    sealed = about.pop("seal", "")
    return bool(about_seal(about) == sealed)


def secrets_hold(conn: sqlite3.Connection) -> bool:
    """Whether what is kept out of the journal is what was put there, and there where a PIN of this chain needs it."""
    kept = conn.execute("SELECT name, value, digest FROM secret").fetchall()
    whole = all(
        name in SECRETS and hashlib.sha256(value).digest() == digest for name, value, digest in kept
    )
    peppered = """SELECT 1 FROM pin WHERE chain = (SELECT value FROM about WHERE name = 'chain')
        AND body LIKE '%"peppered":true%'"""
    return whole and (bool(kept) or conn.execute(peppered).fetchone() is None)


@cache
def expected_fingerprint(version: int = VERSION) -> str:
    """The `fingerprint` of a database as that version of the schema makes it; "" for one that never was."""
    if version != VERSION:
        return FINGERPRINTS.get(version, "")
    conn = sqlite3.connect(":memory:")
    try:
        create(conn)
        return fingerprint(conn)
    finally:
        conn.close()
