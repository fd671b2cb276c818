"""A PostgreSQL server as the journal several hosts take bundles into at once; the same bundles, the same checks.

Only the journal is kept there: the tables of a record are a function of it and can be made anywhere.  Whose signature
counts is asked of the record at hand.  The server refuses what does not follow on, and changes to what is written; who
owns the server can undo that, as who owns a file can.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from wxmod.domain.errors import BadInput, StoreUnavailable
from wxmod.domain.exchange import Range
from wxmod.store.exchange import merge
from wxmod.store.exchange.bundles import Bundle
from wxmod.store.exchange.merge import Taken
from wxmod.store.exchange.placing import Outcome, Placed, fresh_in, places, refuse
from wxmod.store.pen import Store
from wxmod.wording import N_

SCHEME = "postgresql"
_MADE = 0x77786D64  # one host makes the tables; the others wait
SCHEMA = """
CREATE TABLE journal (
    chain text NOT NULL COLLATE "C", seq bigint NOT NULL CHECK (seq >= 1), uid text NOT NULL UNIQUE,
    kind text NOT NULL, version integer NOT NULL, recorded_at text NOT NULL, occurred_at text NOT NULL,
    actor text NOT NULL, witness text CHECK (witness <> actor), body text NOT NULL,
    prev bytea NOT NULL CHECK (length(prev) = 32), hash bytea NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (chain, seq));
CREATE FUNCTION journal_is_final() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'journal entries are final'; END $$;
CREATE FUNCTION journal_follows_on() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.seq <> 1 + coalesce((SELECT max(seq) FROM journal WHERE chain = NEW.chain), 0) OR NEW.prev <> coalesce(
        (SELECT hash FROM journal WHERE chain = NEW.chain AND seq = NEW.seq - 1), decode(repeat('00', 32), 'hex'))
    THEN RAISE EXCEPTION 'journal entry does not follow on'; END IF;
    RETURN NEW; END $$;
CREATE TRIGGER journal_is_final BEFORE UPDATE OR DELETE ON journal FOR EACH ROW EXECUTE FUNCTION journal_is_final();
CREATE TRIGGER journal_is_kept BEFORE TRUNCATE ON journal FOR EACH STATEMENT EXECUTE FUNCTION journal_is_final();
CREATE TRIGGER journal_follows_on BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION journal_follows_on();
CREATE VIEW told AS SELECT chain, seq, kind, version, recorded_at::timestamptz AS recorded_at,
    occurred_at::timestamptz AS occurred_at, actor, witness, body::jsonb AS body FROM journal;
"""


class _There(NamedTuple):
    conn: Any

    def last(self, chain: str) -> int:
        row = self.conn.execute(
            "SELECT coalesce(max(seq), 0) FROM journal WHERE chain = %s", (chain,)
        ).fetchone()
        return int(row[0])

    def seal(self, chain: str, seq: int) -> bytes | None:
        if seq == 0:
            return bytes(32)
        row = self.conn.execute(
            "SELECT hash FROM journal WHERE chain = %s AND seq = %s", (chain, seq)
        ).fetchone()
        return bytes(row[0]) if row else None

    def seals(self, part: Range) -> Iterator[bytes]:
        rows = self.conn.execute(
            "SELECT hash FROM journal WHERE chain = %s AND seq > %s AND seq <= %s ORDER BY seq",
            (part.chain, part.after, part.to),
        ).fetchall()
        return (bytes(seal) for (seal,) in rows)


def take(
    store: Store,
    url: str,
    held: bytes,
    *,
    name: str = "bundle",
) -> Taken:
    """Take a bundle into the journal at *url*: all of it, or nothing; the record at hand says whom to trust.

    Raises:
        UnreadableFileError, UntrustedKey, Gap, Forked: as `merge.take`; a fork is only told, the file not kept.
        BadInput: no address of a server, or one with a password in it; the server refuses an entry.
        StoreUnavailable: no server, or psycopg is not installed; nothing was written.
    """
    _refuse_address(url)
    _sealed, bundle = merge.opened(store, held, name)
    with _connected(url) as conn:
        for part in sorted(
            bundle.header.ranges, key=lambda part: part.chain
        ):  # in one order, so none waits for ever
            conn.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (part.chain,))
        # The same questions as of a file; only the answers come from the server.
        there = _There(conn)
        placed = places(there, bundle)
        refuse(placed)
        # Gone through twice: while rows are copied the server answers nothing else.
        for _entry, _body in fresh_in(there, bundle, placed):
            pass
        _copy(conn, bundle, placed)
    fresh = any(p.outcome is Outcome.APPLIED for p in placed)
    return Taken(
        Outcome.APPLIED if fresh else Outcome.ALREADY,
        bundle.header.giver,
        tuple(placed),
        None,
    )


def _refuse_address(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != SCHEME:
        raise BadInput(
            N_("“{url}”不是 PostgreSQL 地址"), remedy="postgresql://HOST/DATABASE", url=url
        )
    if parts.password or "password" in parts.query:
        raise BadInput(
            N_("地址里不要写密码，别人能看到"), remedy=N_("写在 ~/.pgpass 或环境变量 PGPASSWORD")
        )


@contextmanager
def _connected(url: str) -> Iterator[Any]:
    """One transaction on the server, its tables made if there are none."""
    try:
        import psycopg  # noqa: PLC0415  only with the extra `postgres`
    except ImportError as error:
        what = N_("写入 PostgreSQL 要用 psycopg，没有安装")
        raise StoreUnavailable(what, remedy="pip install 'wxmod[postgres]'") from error
    try:
        with psycopg.connect(url, connect_timeout=10) as conn:
            # Two hosts that come first at once would both make the tables.
            conn.execute("SELECT pg_advisory_xact_lock(%s)", (_MADE,))
            if conn.execute("SELECT to_regclass('journal')").fetchone() == (None,):
                conn.execute(SCHEMA)
            conn.commit()
            yield conn
    except (psycopg.IntegrityError, psycopg.errors.RaiseException) as error:
        what = N_("交换包与服务器上的记录不相容（{why}）；没有写入")
        raise BadInput(
            what, remedy=N_("保留文件，查明来源"), why=str(error).splitlines()[0]
        ) from error
    except psycopg.Error as error:
        raise StoreUnavailable(
            N_("PostgreSQL 不可用（{why}）；没有写入"), why=str(error).splitlines()[0]
        ) from error


def _copy(conn: Any, bundle: Bundle, placed: list[Placed]) -> None:
    known = {each.part.chain: each.at for each in placed}
    with conn.cursor() as cursor, cursor.copy("COPY journal FROM STDIN") as rows:
        for entry, _body in bundle.entries():
            if entry.seq > known[entry.chain]:
                rows.write_row(entry)
