"""What is asked of many chains at once: sums by county, and the tables as columns for an auditor."""

# ruff: noqa: S608  the statements are made of what the test itself wrote
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.record.samples import (
    DAY,
    corrected,
    draft,
    movement,
    one_of_each,
    operation,
    recorded,
    sealed,
    transferred,
)
from wxmod.domain.errors import StoreUnavailable
from wxmod.domain.times import Window
from wxmod.store import chains, journal, schema, tables
from wxmod.store.database import open_store
from wxmod.store.keeping import parquet
from wxmod.store.keeping.copies import backup, restore_as_new_chain
from wxmod.store.keeping.since import verify_since
from wxmod.store.pen import Store
from wxmod.store.tables.counties import YearTotal, by_county

YEAR = Window(
    start=DAY - timedelta(days=150),
    end=DAY + timedelta(days=200),
)


def write(store: Store) -> None:
    journal.append(
        store,
        draft(transferred(movement("maker/A", "site/140322003", 100))),
        now=DAY,
    )
    for n, site in enumerate(["140322003", "140322001", "130101001"]):
        told = recorded(f"2024-{n:03}").model_copy(
            update={"operation": operation(8 + n, site=site)}
        )
        journal.append(store, draft(told), now=DAY)
    twice = operation().releases[0].model_dump() | {"rounds": 3, "duds": 0}
    journal.append(store, draft(recorded("2024-009")), now=DAY)
    journal.append(store, draft(corrected("2024-009", None, base=5)), now=DAY)
    two = operation(
        8,
        site="130101001",
        releases=[operation().releases[0].model_dump(), twice],
    )
    journal.append(
        store,
        draft(recorded("2024-010").model_copy(update={"operation": two})),
        now=DAY,
    )


def test_a_year_is_summed_by_county_and_purpose_without_the_void(store: Store) -> None:
    write(store)
    assert by_county(store, YEAR) == [
        YearTotal("130101", "hail", 2, 0, 0, 0, 21, 2),
        YearTotal("140322", "hail", 2, 0, 0, 0, 17, 2),
    ]
    assert (
        by_county(
            store,
            Window(start=YEAR.start, end=DAY - timedelta(days=1)),
        )
        == []
    )


def test_an_auditor_finds_in_the_columns_what_the_record_says(store: Store, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    pytest.importorskip("pyarrow")
    for each in one_of_each():
        journal.append(store, each, now=DAY)
    written = parquet.export(store, tmp_path / "out")
    count = "SELECT count(*) FROM"
    exported = {"journal", *schema.PROJECTIONS} - {"pin", "pin_wrong"}
    assert written == {
        f"{t}.parquet": store.conn.execute(f"{count} {t}").fetchone()[0] for t in exported
    }
    out = tmp_path / "out"
    held = duckdb.sql(
        f"SELECT place, lot, sum(CASE WHEN place = target THEN rounds ELSE -rounds END) AS n FROM"
        f" (SELECT unnest([source, target]) AS place, * FROM '{out}/movement.parquet')"
        " GROUP BY ALL HAVING n > 0 AND place NOT LIKE 'end/%'"
    ).fetchall()
    assert {(place, lot): n for place, lot, n in held} == {
        (h.place, h.lot): n
        for h, n in tables.ammunition.holdings(store).items()
        if n > 0 and not h.place.startswith("end/")
    }
    seals = duckdb.sql(
        f"SELECT hex(hash) FROM '{out}/journal.parquet' ORDER BY chain, seq"
    ).fetchall()
    assert [bytes.fromhex(h) for (h,) in seals] == [e.hash for e in chains.entries(store)]


def test_a_table_larger_than_one_batch_is_whole(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyarrow")
    monkeypatch.setattr(parquet, "AT_ONCE", 2)
    write(store)
    assert parquet.export(store, tmp_path / "out")["journal.parquet"] == 7


def test_without_pyarrow_it_is_said_how_to_get_it(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(StoreUnavailable, match="pyarrow") as refused:
        parquet.export(store, tmp_path / "out")
    assert "scale" in str(refused.value)
    assert not (tmp_path / "out").exists()


def test_seals_go_on_in_a_restored_record(store: Store, tmp_path: Path) -> None:
    write(store)
    body = sealed().model_copy(
        update={
            "balances": (),
            "heads": tables.periods.heads(store),
            "until": DAY - timedelta(days=2),
        }
    )
    journal.append(store, draft(body, witness="乙"), now=DAY)
    backup(store, tmp_path / "copy.db")
    restore_as_new_chain(tmp_path / "copy.db", tmp_path / "again.db", actor="甲", now=DAY)
    again = open_store(tmp_path / "again.db")
    assert [row.seal.period for row in tables.periods.seals(again)] == ["2024-05"]
    found, row = verify_since(again)
    assert row is not None
    assert found.breaks == ()
    again.close()
