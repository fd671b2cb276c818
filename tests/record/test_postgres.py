"""Several hosts take the same bundles into one PostgreSQL journal.

The server is one of the test's own where PostgreSQL's programs and psycopg are installed, or the one whose socket is in
the folder $WXMOD_TEST_POSTGRES; what is refused before any server is asked is tested everywhere.
"""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.mutants import TRUSTED, mutant
from tests.record.samples import DAY, draft, new_store, one_of_each, recorded
from wxmod.domain.errors import BadInput, StoreUnavailable, WxmodError
from wxmod.domain.exchange import KeyRole, KeyTrusted
from wxmod.store import chains, journal
from wxmod.store.exchange import keys, merge, postgres
from wxmod.store.exchange.placing import Forked, Gap, Outcome
from wxmod.store.pen import Store

PROGRAMS = shutil.which("pg_ctl") or next(
    (str(p) for p in Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")),
    None,
)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Store]:
    made = new_store(tmp_path, "site.db")
    for each in one_of_each():
        journal.append(made, each, now=DAY)
    yield made
    made.close()


@pytest.fixture
def bureau(tmp_path: Path, site: Store) -> Iterator[Store]:
    made = new_store(tmp_path, "bureau.db")
    body = KeyTrusted(
        key=keys.public(TRUSTED).hex(),
        role=KeyRole.SITE,
        chain=site.chain,
    )
    journal.append(made, draft(body), now=DAY)
    yield made
    made.close()


def given(site: Store, since: int = 0) -> bytes:
    return merge.give(
        site,
        TRUSTED,
        now=DAY,
        after={site.chain: since},
    )[0]


@pytest.mark.parametrize(
    "url", ["postgresql://a:b@c/d", "postgresql://c/d?password=x", "mysql://c/d", "c/d", ""]
)
def test_an_address_that_is_none_or_tells_a_password_is_refused(bureau: Store, url: str) -> None:
    with pytest.raises(BadInput):
        postgres.take(bureau, url, b"")


def test_without_psycopg_or_a_server_it_is_said(
    site: Store,
    bureau: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    where = f"postgresql:///wxmod?host={tmp_path}"
    with pytest.raises(StoreUnavailable):
        postgres.take(bureau, where, given(site))
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreUnavailable, match="psycopg"):
        postgres.take(bureau, where, given(site))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the socket of a server of the test's own."""
    pytest.importorskip("psycopg", reason="psycopg is not installed (extra postgres)")
    if given_one := os.environ.get("WXMOD_TEST_POSTGRES"):
        yield Path(given_one)
        return
    if PROGRAMS is None or os.name != "posix" or os.geteuid() == 0:
        pytest.skip("no PostgreSQL programs, or root, whom PostgreSQL refuses")
    folder = tmp_path_factory.mktemp("pg")
    control = [PROGRAMS, "-D", str(folder / "data"), "-s", "-w"]
    subprocess.run(
        [*control, "initdb", "-o", "--auth=trust --no-sync -E UTF8 -U wxmod"], check=True
    )
    options = f"-k {folder} -c listen_addresses='' -c fsync=off"
    subprocess.run(
        [
            *control,
            "-l",
            str(folder / "log"),
            "-o",
            options,
            "start",
        ],
        check=True,
    )
    yield folder
    subprocess.run([*control, "-m", "immediate", "stop"], check=True)


@pytest.fixture
def url(server: Path, request: pytest.FixtureRequest) -> str:
    name = f"t{abs(hash(request.node.name))}"
    ask(f"postgresql://wxmod@/postgres?host={server}", f"CREATE DATABASE {name}")
    return f"postgresql://wxmod@/{name}?host={server}"


def ask(url: str, sql: str) -> list[Any]:
    import psycopg  # noqa: PLC0415  may not be installed

    with psycopg.connect(url, autocommit=True) as conn:
        done = conn.execute(sql)  # type: ignore[call-overload, unused-ignore]
        return list(done.fetchall()) if done.description else []


def test_a_bundle_is_taken_whole_and_once_and_its_gaps_and_forks_are_told(
    site: Store,
    bureau: Store,
    url: str,
    tmp_path: Path,
) -> None:
    first = given(site)
    assert postgres.take(bureau, url, first).outcome is Outcome.APPLIED
    assert postgres.take(bureau, url, first).outcome is Outcome.ALREADY
    ours = [tuple(e) for e in chains.entries(site)]
    assert [
        (
            *row[:10],
            bytes(row[10]),
            bytes(row[11]),
        )
        for row in ask(url, "SELECT * FROM journal")
    ] == ours
    assert ask(
        url, "SELECT body -> 'operation' ->> 'site' FROM told WHERE kind = 'operation.recorded'"
    ) == [("140322003",)]
    clone = tmp_path / "clone.db"
    shutil.copy(site.path, clone)
    last = journal.append(
        site,
        draft(recorded("2024-800")),
        now=DAY,
    ).seq
    journal.append(site, draft(recorded("2024-801")), now=DAY)
    with pytest.raises(Gap):
        postgres.take(bureau, url, given(site, last))
    postgres.take(bureau, url, given(site))
    other = Store(merge_open(clone), clone)
    journal.append(other, draft(recorded("2024-900")), now=DAY)
    with pytest.raises(Forked) as forked:
        postgres.take(bureau, url, given(other))
    assert "文件存于" not in str(forked.value)
    assert ask(url, "SELECT count(*) FROM journal") == [(last + 1,)]
    other.close()


def merge_open(path: Path) -> Any:
    from wxmod.store.database import _connect  # noqa: PLC0415  as the record itself is opened

    return _connect(path)


def test_what_is_written_is_final(site: Store, bureau: Store, url: str) -> None:
    import psycopg  # noqa: PLC0415  may not be installed

    postgres.take(bureau, url, given(site))
    gap = (
        "INSERT INTO journal SELECT chain, seq + 99, uid || 'x', kind, version, recorded_at, occurred_at,"
        " actor, witness, body, prev, hash FROM journal"
    )
    for sql in ("UPDATE journal SET actor = 'x'", "DELETE FROM journal", "TRUNCATE journal", gap):
        with pytest.raises(psycopg.errors.RaiseException):
            ask(url, sql)


def test_hosts_that_take_at_once_write_each_entry_once(
    site: Store, tmp_path: Path, url: str
) -> None:
    held, outcomes = given(site), []

    def host(n: int) -> None:
        record = new_store(tmp_path, f"host{n}.db")
        body = KeyTrusted(
            key=keys.public(TRUSTED).hex(),
            role=KeyRole.SITE,
            chain=site.chain,
        )
        journal.append(record, draft(body), now=DAY)
        outcomes.append(postgres.take(record, url, held).outcome)
        record.close()

    hosts = [threading.Thread(target=host, args=(n,)) for n in range(6)]
    for each in hosts:
        each.start()
    for each in hosts:
        each.join()
    assert sorted(o.value for o in outcomes) == ["already"] * 5 + ["applied"]
    assert ask(url, "SELECT count(*), count(DISTINCT uid) FROM journal") == [
        (len(list(chains.entries(site))),) * 2
    ]


def test_a_mutant_leaves_no_row(site: Store, bureau: Store, url: str) -> None:
    held = given(site)
    for n in range(60):
        _how, wrong = mutant(held, n)
        try:
            postgres.take(bureau, url, wrong)
        except WxmodError:
            continue
        ask(
            url,
            "DROP TABLE journal CASCADE; DROP FUNCTION journal_is_final; DROP FUNCTION journal_follows_on",
        )
    assert ask(url, "SELECT to_regclass('journal')") in ([(None,)], [("journal",)])
    if ask(url, "SELECT to_regclass('journal')") == [("journal",)]:
        assert ask(url, "SELECT count(*) FROM journal") == [(0,)]
