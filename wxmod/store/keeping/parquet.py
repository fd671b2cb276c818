"""The record as Parquet, for an audit of many counties at once with DuckDB or anything else that reads columns.

One file a table and one for the journal, streamed, so that a province's record needs no more memory than a county's.
"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wxmod.domain.errors import StoreUnavailable
from wxmod.files import new_folder, refuse_missing_folder
from wxmod.store import schema
from wxmod.store.keeping.export import LEFT_OUT
from wxmod.store.pen import Store
from wxmod.wording import N_

if TYPE_CHECKING:
    import pyarrow as pa

AT_ONCE = 50_000


def export(store: Store, folder: Path) -> dict[str, int]:
    """Write every table and the journal into *folder*, all of one moment; the number of rows by file.

    Raises:
        StoreUnavailable: pyarrow is not installed.
    """
    try:
        import pyarrow.parquet as pq  # noqa: PLC0415  only with the extra `scale`
    except ImportError as error:
        what = N_("导出 Parquet 要用 pyarrow，没有安装")
        raise StoreUnavailable(what, remedy="pip install 'wxmod[scale]'") from error
    written = {}
    refuse_missing_folder(folder)
    with new_folder(folder) as part, store.reading():
        exported = [name for name in schema.PROJECTIONS if name not in LEFT_OUT]
        for table in ("journal", *exported):
            shape = _shape(store.conn, table)
            count = 0
            with pq.ParquetWriter(
                part / f"{table}.parquet",
                shape,
                compression="zstd",
            ) as file:
                for batch in _batches(store.conn, table, shape):
                    file.write_table(batch)
                    count += batch.num_rows
            written[f"{table}.parquet"] = count
    return written


def _shape(conn: sqlite3.Connection, table: str) -> "pa.Schema":
    import pyarrow as pa  # noqa: PLC0415  only with the extra `scale`

    kinds = {
        "TEXT": pa.string(),
        "INTEGER": pa.int64(),
        "REAL": pa.float64(),
        "BLOB": pa.binary(),
    }
    columns = conn.execute(f"PRAGMA table_info({table})").fetchall()
    return pa.schema([(name, kinds[kind]) for _n, name, kind, *_rest in columns])


def _batches(conn: sqlite3.Connection, table: str, shape: "pa.Schema") -> Iterator[Any]:
    import pyarrow as pa  # noqa: PLC0415  only with the extra `scale`

    rows = conn.execute(f"SELECT * FROM {table}")  # noqa: S608  fixed names
    while held := rows.fetchmany(AT_ONCE):
        columns = [
            pa.array(column, kind)
            for column, kind in zip(zip(*held, strict=True), shape.types, strict=True)
        ]
        yield pa.Table.from_arrays(columns, schema=shape)
