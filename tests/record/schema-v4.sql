-- The tables, indexes and triggers as wxmod's fourth schema made them.
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE journal (
    chain TEXT NOT NULL, seq INTEGER NOT NULL CHECK (seq >= 1), uid TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL, version INTEGER NOT NULL, recorded_at TEXT NOT NULL, occurred_at TEXT NOT NULL,
    actor TEXT NOT NULL, witness TEXT CHECK (witness <> actor), body TEXT NOT NULL,
    prev BLOB NOT NULL CHECK (length(prev) = 32), hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (chain, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE draft (name TEXT PRIMARY KEY, saved_at TEXT NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE secret (name TEXT PRIMARY KEY, value BLOB NOT NULL, digest BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE operation (no TEXT PRIMARY KEY, chain TEXT NOT NULL, seq INTEGER NOT NULL, versions INTEGER NOT NULL,
        voided INTEGER NOT NULL, recorded_at TEXT NOT NULL, recorded_by TEXT NOT NULL, site TEXT NOT NULL,
        purpose TEXT NOT NULL, joint TEXT, process TEXT, clearance TEXT, start_at TEXT NOT NULL, end_at TEXT NOT NULL,
        area_km2 REAL, seen TEXT NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE operation_version (no TEXT NOT NULL, version INTEGER NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL,
        PRIMARY KEY (no, version)) STRICT, WITHOUT ROWID;
CREATE TABLE operation_under (no TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (no, name)) STRICT, WITHOUT ROWID;
CREATE TABLE release (no TEXT NOT NULL, n INTEGER NOT NULL, equipment TEXT NOT NULL, lot TEXT, place TEXT NOT NULL,
        rounds INTEGER NOT NULL CHECK (rounds >= 0), duds INTEGER NOT NULL CHECK (duds >= 0),
        start_at TEXT NOT NULL, end_at TEXT NOT NULL, PRIMARY KEY (no, n)) STRICT, WITHOUT ROWID;
CREATE TABLE movement (chain TEXT NOT NULL, seq INTEGER NOT NULL, n INTEGER NOT NULL, cause TEXT NOT NULL,
        operation TEXT, lot TEXT NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL CHECK (target <> source),
        rounds INTEGER NOT NULL CHECK (rounds > 0), at TEXT NOT NULL, PRIMARY KEY (chain, seq, n),
        CHECK (source <> 'end/destroyed' AND source NOT LIKE 'handed/%'),
        CHECK (NOT (source LIKE 'dud/%' OR source = 'end/dud-lost') OR target LIKE 'dud/%' OR target LIKE 'handed/%'
            OR target IN ('end/destroyed', 'end/dud-lost'))) STRICT, WITHOUT ROWID;
CREATE TABLE consignment (no TEXT PRIMARY KEY, target TEXT NOT NULL, vehicle TEXT, due_at TEXT, chain TEXT NOT NULL,
        seq INTEGER NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE mission_movement (mission TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL,
        PRIMARY KEY (mission, chain, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE lot_standing (lot TEXT NOT NULL, at TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL,
        stopped INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (lot, at, chain, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE scan (code TEXT NOT NULL, at TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL, lot TEXT NOT NULL,
        source TEXT, target TEXT NOT NULL, box TEXT, operation TEXT, PRIMARY KEY (code, at, chain, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE serial (code TEXT PRIMARY KEY, lot TEXT NOT NULL, place TEXT NOT NULL, box TEXT) STRICT, WITHOUT ROWID;
CREATE TABLE counter (chain TEXT NOT NULL, seq INTEGER NOT NULL, start_at TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (chain, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE closure (no TEXT PRIMARY KEY, mission TEXT NOT NULL, body TEXT NOT NULL, told TEXT NOT NULL,
        chain TEXT NOT NULL, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE holding (place TEXT NOT NULL, lot TEXT NOT NULL, rounds INTEGER NOT NULL,
        PRIMARY KEY (lot, place), CHECK (rounds >= 0 OR place LIKE 'end/%' OR place LIKE 'maker/%')) STRICT, WITHOUT ROWID;
CREATE TABLE shortfall (lot TEXT NOT NULL, n INTEGER NOT NULL, place TEXT NOT NULL, rounds INTEGER NOT NULL,
        at TEXT NOT NULL, PRIMARY KEY (lot, n)) STRICT, WITHOUT ROWID;
CREATE TABLE stocktake (chain TEXT NOT NULL, seq INTEGER NOT NULL, place TEXT NOT NULL, at TEXT NOT NULL,
        body TEXT NOT NULL, PRIMARY KEY (chain, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE explanation (chain TEXT NOT NULL, seq INTEGER NOT NULL, stocktake TEXT NOT NULL, lot TEXT NOT NULL,
        reason TEXT NOT NULL, actor TEXT NOT NULL, witness TEXT, at TEXT NOT NULL, PRIMARY KEY (chain, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE period_seal (chain TEXT NOT NULL, seq INTEGER NOT NULL, period TEXT NOT NULL, until TEXT NOT NULL,
        body TEXT NOT NULL, PRIMARY KEY (chain, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE custodian (place TEXT NOT NULL, at TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL,
        outgoing TEXT NOT NULL, incoming TEXT NOT NULL, PRIMARY KEY (place, at, chain, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE spot_check (chain TEXT NOT NULL, seq INTEGER NOT NULL, at TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (chain, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE lot (no TEXT PRIMARY KEY, type TEXT NOT NULL, expires_on TEXT, body TEXT NOT NULL,
        told TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE equipment (id TEXT PRIMARY KEY, body TEXT NOT NULL, told TEXT NOT NULL,
        chain TEXT NOT NULL, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE inspection (equipment TEXT NOT NULL, inspected_on TEXT NOT NULL, seq INTEGER NOT NULL, chain TEXT NOT NULL,
        body TEXT NOT NULL, PRIMARY KEY (equipment, inspected_on, chain, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE person (id TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL, told TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (id, chain)) STRICT, WITHOUT ROWID;
CREATE TABLE pin (chain TEXT NOT NULL, person TEXT NOT NULL, at TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (chain, person)) STRICT, WITHOUT ROWID;
CREATE TABLE pin_wrong (chain TEXT NOT NULL, person TEXT NOT NULL, tries INTEGER NOT NULL CHECK (tries > 0),
        at TEXT NOT NULL, PRIMARY KEY (chain, person)) STRICT, WITHOUT ROWID;
CREATE TABLE clearance (number TEXT PRIMARY KEY, status TEXT NOT NULL, requested_at TEXT NOT NULL, body TEXT NOT NULL,
        told TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE given_number (kind TEXT NOT NULL, number TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL,
        PRIMARY KEY (kind, number, chain)) STRICT, WITHOUT ROWID;
CREATE TABLE process (id TEXT PRIMARY KEY, start_at TEXT NOT NULL, end_at TEXT NOT NULL, body TEXT NOT NULL,
        told TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE lot_telling (no TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL, facts TEXT NOT NULL,
        PRIMARY KEY (no, chain, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE pace (chain TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE conflict (no TEXT NOT NULL, kind TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL,
        PRIMARY KEY (no, kind, chain, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE resolution (chain TEXT NOT NULL, seq INTEGER NOT NULL, conflict TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (chain, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE anchor (chain TEXT NOT NULL, seq INTEGER NOT NULL, holder TEXT NOT NULL, hash TEXT NOT NULL,
        PRIMARY KEY (chain, seq, holder, hash)) STRICT, WITHOUT ROWID;
CREATE TABLE fork (chain TEXT NOT NULL, seq INTEGER NOT NULL, forked TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (chain, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE trust (chain TEXT NOT NULL, seq INTEGER NOT NULL, key TEXT NOT NULL, revoked INTEGER NOT NULL,
        body TEXT NOT NULL, PRIMARY KEY (chain, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE instruction (number TEXT PRIMARY KEY, start_at TEXT NOT NULL, body TEXT NOT NULL, told TEXT NOT NULL,
        chain TEXT NOT NULL, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE instruction_answer (number TEXT NOT NULL, at TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL,
        revision INTEGER, body TEXT NOT NULL, PRIMARY KEY (number, at, chain, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE product (number TEXT PRIMARY KEY, process TEXT NOT NULL, signed_at TEXT NOT NULL, body TEXT NOT NULL,
        told TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE guidance (number TEXT PRIMARY KEY, process TEXT NOT NULL, body TEXT NOT NULL,
        told TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE suspension (rule TEXT NOT NULL, zone TEXT NOT NULL, at TEXT NOT NULL, chain TEXT NOT NULL,
        seq INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (rule, zone, at, chain, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE effect (operation TEXT NOT NULL, at TEXT NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL,
        body TEXT NOT NULL, PRIMARY KEY (operation, at, chain, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE public_notice (number TEXT PRIMARY KEY, body TEXT NOT NULL, told TEXT NOT NULL,
        chain TEXT NOT NULL, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE waiver (chain TEXT NOT NULL, seq INTEGER NOT NULL, subject TEXT NOT NULL, rule TEXT NOT NULL,
        body TEXT NOT NULL, PRIMARY KEY (chain, seq)) STRICT, WITHOUT ROWID;
CREATE INDEX operation_by_start ON operation (start_at, site, purpose);
CREATE INDEX movement_by_lot ON movement (lot, at);
CREATE INDEX operation_by_name ON operation_under (name);
CREATE INDEX serial_by_place ON serial (place);
CREATE INDEX operation_unreported ON operation (no) WHERE voided = 0 AND instr(body, '"reported_at":null') > 0;
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
