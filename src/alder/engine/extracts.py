"""Delivered extracts in a store: rows of people from other sources than returns, kept delivery by delivery.

The receipts say what was accepted, oldest first, and `extracts/deliveries.json` repeats it for people. A delivery has
one receipt, so that all of it is there at once or not at all. It is made of slices: the rows of one year, and of one
term where the source goes by terms. The latest delivery of a slice counts; the earlier ones stay, and nothing is
lost.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from alder.engine import commit, delta_table, manifest
from alder.engine.disk import alteration_errors, disk_errors
from alder.engine.staging import Staging
from alder.rights import private_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from alder.engine.staging import StagedTable
    from alder.engine.store_folder import StoreFolder

STAMP = pa.schema(
    [("delivery_slice", pa.int64()), ("delivery_row", pa.int64()), ("start_year", pa.int32()), ("term", pa.string())]
)
"""The columns that every row of an extract starts with: which slice it is of, which row of the delivered files, the
starting year of its academic year (of its tax year, in tables that go by those) and its term, where they are known."""

FIGURES = "figures_"
"""How the names of tables of published figures begin. No engine that measures run in has them."""

KIND = "extracts"
_SLICES = 10_000


@dataclass(frozen=True)
class Slice:
    """The rows of a delivery of one year and term; either is None where the files do not say it."""

    number: int
    start_year: int | None
    term: str | None
    rows: int


@dataclass(frozen=True)
class Delivery:
    """One accepted extract of one kind of record.

    `table` is where its rows are. `absent` are fields that the files had no column for, `unknown` the columns that the
    declarations do not know, by the name under which they are kept. `findings` counts what was found, by kind.
    `told_year` is the year that somebody said for rows that do not say theirs. `made_up` says that somebody said so.
    """

    number: int
    source: str
    entity: str
    table: str
    edition: str
    files: tuple[str, ...]
    file_hash: str
    rows: int
    slices: tuple[Slice, ...]
    findings: dict[str, int]
    absent: tuple[str, ...]
    unknown: dict[str, str]
    notices: tuple[str, ...]
    told_year: int | None = None
    part: str = ""
    received: datetime | None = None
    made_up: bool = False

    @property
    def start_years(self) -> tuple[int, ...]:
        return tuple(sorted({s.start_year for s in self.slices if s.start_year is not None}))


class StagedDelivery(Staging):
    """The rows of one delivery on their way in. Leaving it without `accept` leaves nothing behind."""

    def folder(self, table: str) -> Path:
        return _folder(self._store) / table

    def accept(self, delivery: Delivery, staged: StagedTable) -> Delivery | None:
        """Make the delivery part of the store. None where another process has brought the same files meanwhile."""
        store = self._store
        with disk_errors(store.folder, "keeping an extract"):
            number = self.number()
            folder = self.folder(delivery.table)
            private_folder(folder)
            staged.to_file()
            write = staged.written()
            with commit.changing(store, "delivery", number) as change:
                held = deliveries(store)
                if which_holds(held, delivery.table, delivery.file_hash, delivery.told_year) is not None:
                    return None
                file, schema = write(folder, number)
                change.commit(f"{KIND}/{delivery.table}", schema, [file])
                kept = replace(delivery, part=file.name, received=datetime.now(UTC).replace(tzinfo=None))
                change.relist(KIND, add=[manifest.to_json(kept)])
        return kept


def deliveries(store: StoreFolder) -> tuple[Delivery, ...]:
    """Every delivery that was ever accepted, oldest first."""
    return manifest.read(store, KIND, _from_json)


def which_holds(held: Sequence[Delivery], table: str, file_hash: str, told_year: int | None) -> Delivery | None:
    """The delivery of the same files that is held, as the same kind of record and for the same year that was said."""
    same = (d for d in held if (d.table, d.file_hash, d.told_year) == (table, file_hash, told_year))
    return next(same, None)


def current(held: Sequence[Delivery]) -> dict[int, tuple[Slice, ...]]:
    """The slices of each delivery that count, by its number; none of a delivery that is superseded altogether."""
    latest = {(d.table, s.start_year, s.term): d.number for d in held for s in d.slices}
    return {d.number: tuple(s for s in d.slices if latest[d.table, s.start_year, s.term] == d.number) for d in held}


def tables(store: StoreFolder) -> Iterator[tuple[str, pa.Schema, list[tuple[pa.Schema, list[Path]]], pa.Table]]:
    """The tables of records: name, columns, files in groups of the same columns, and the slices that count."""
    held = deliveries(store)
    counting = current(held)
    for table in sorted({d.table for d in held if not d.table.startswith(FIGURES)}):
        ours = [d for d in held if d.table == table and counting[d.number]]
        groups = [
            (delta_table.schema_of(path), [path]) for path in (store.part(f"{KIND}/{table}", d.part) for d in ours)
        ]
        columns: dict[str, pa.Field] = {}
        for schema, _ in groups:
            columns |= {f.name: f for f in schema}
        numbers = [s.number for d in ours for s in counting[d.number]]
        yield table, pa.schema(columns.values()), groups, pa.table({"delivery_slice": pa.array(numbers, pa.int64())})


def figures(store: StoreFolder, table: str) -> pa.Table | None:
    """The published figures of a table that count; None where the store has none."""
    held = deliveries(store)
    counting = current(held)
    parts = []
    for delivery in (d for d in held if d.table == table):
        numbers = pa.array([s.number for s in counting[delivery.number]], pa.int64())
        path = store.part(f"{KIND}/{table}", delivery.part)
        with alteration_errors(path):
            rows = pq.read_table(path, partitioning=None)
        parts.append(rows.filter(pc.is_in(rows["delivery_slice"], numbers)))
    return pa.concat_tables(parts, promote_options="default") if parts else None


def slice_number(ordinal: int, delivery: int) -> int:
    """The number of a slice: no two slices of a table have the same."""
    if ordinal >= _SLICES:
        raise OverflowError("a delivery has at most ten thousand slices")
    return delivery * _SLICES + ordinal


def _from_json(row: dict[str, Any]) -> Delivery:
    known = manifest.from_json(Delivery, row)
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in known.items()}
    values["slices"] = tuple(Slice(**s) for s in row["slices"])
    values["received"] = datetime.fromisoformat(values["received"]) if values.get("received") else None
    return Delivery(**values)


def _folder(store: StoreFolder) -> Path:
    return store.folder / KIND
