"""Made-up people, one a row, and the tables that count some of them with the records behind every count."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import pyarrow as pa

from alder.disclosure.ledger import Ledger
from alder.engine.ledger_folder import LedgerFolder
from alder.model.period import AcademicYear
from alder.model.statistic import TOTAL, Counts
from tests.support.count_tables import OF_MERESHIRE, counts

Person = dict[str, str]


def people(**how_many: int) -> list[Person]:
    """So many people of each kind: `people(a_16=4)` are four with area a and age 16."""
    found: list[Person] = []
    for kind, n in how_many.items():
        found += [dict(zip(("area", "age"), kind.split("_"), strict=False))] * n
    return numbered(found)


def numbered(found: Iterable[Person]) -> list[Person]:
    return [{**p, "number": str(n + 1)} for n, p in enumerate(found)]


def counted(
    who: Sequence[Person],
    by: Sequence[str] = (),
    *,
    where: Callable[[Person], bool] | None = None,
    title: str = "Made-up learners",
    parents: dict[str, dict[str, str]] | None = None,
    **more: object,
) -> Counts:
    """How many of some people there are, by what describes them. People without a number above 0 are nobody."""
    some = [p for p in who if where is None or where(p)]
    return _counted(some, who, by, title, [int(p["number"]) * 2_654_435_761 for p in some], 2020, parents, more)


def _counted(
    some: Sequence[Person],
    who: Sequence[Person],
    by: Sequence[str],
    title: str,
    keys: list[int],
    year: int,
    parents: dict[str, dict[str, str]] | None = None,
    more: dict[str, object] | None = None,
) -> Counts:
    all_of = {b: sorted({p[b] for p in who}) for b in by}
    cells: dict[tuple[str, ...], int] = {}
    for p in some:
        codes = tuple(p[b] for b in by)
        cells[codes] = cells.get(codes, 0) + 1
    text = [" | ".join([*by, "learners"])]
    text += [" | ".join([*codes, str(cells.get(codes, 0))]) for codes in _every(all_of)]
    said = {"group": OF_MERESHIRE, "year": AcademicYear(year), **(more or {})}
    made = counts("\n".join(text), title=title, parents=parents, **said)
    columns = {b: pa.array([p[b] for p in some], pa.string()) for b in by}
    flags = pa.array([True] * len(some), pa.bool_())
    return replace(made, records=pa.table({"record": pa.array(keys, pa.uint64()), **columns, "learners": flags}))


def counted_as(
    unit: str,
    who: Sequence[Person],
    by: Sequence[str] = (),
    *,
    year: int = 2020,
    each: Callable[[Person], int] = lambda _: 1,
    where: Callable[[Person], bool] | None = None,
    title: str = "",
) -> Counts:
    """How many records of a unit some people have in a year, so many `each`; with the keys of records and of people.

    Somebody who is there twice has records in both places.
    """
    some = [p for p in who if where is None or where(p)]
    apart = zlib.crc32(f"{unit} {year}".encode()) << 32
    records = [p for p in some for _ in range(each(p))]
    keys, nth = [], Counter[int]()
    for n in (int(p["number"]) for p in records):
        keys.append(apart + n * 100 + nth[n])
        nth[n] += 1
    made = _counted(records, who, by, title or f"Made-up {unit}", keys, year)
    person = pa.array([int(p["number"]) * 2_654_435_761 for p in records], pa.uint64())
    indicators = tuple(replace(i, unit=unit) for i in made.indicators)
    return replace(made, indicators=indicators, records=made.records.append_column("person", person))


def with_records(made: Counts) -> Counts:
    """Counts with so many people behind each innermost cell; of two counts in a cell the smaller is in the other."""
    names = [i.id for i in made.counts]
    ids = [f.id for f in made.filters]
    rows: list[dict[str, object]] = []
    for cell in made.cells.to_pylist():
        if TOTAL in (cell[id] for id in ids):
            continue
        for n in range(max(cell[name] for name in names)):
            flags = {name: n < cell[name] for name in names}
            rows.append({"record": (len(rows) + 1) * 2_654_435_761, **{id: cell[id] for id in ids}, **flags})
    schema = [("record", pa.uint64()), *((id, pa.string()) for id in ids), *((name, pa.bool_()) for name in names)]
    return replace(made, records=pa.Table.from_pylist(rows, schema=pa.schema(schema)))


def _every(all_of: dict[str, list[str]]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [()]
    for codes in all_of.values():
        found = [(*f, c) for f in found for c in codes]
    return found


def ledger_in(folder: object, by: str = "vera") -> Ledger:
    return Ledger(LedgerFolder(folder), by=by)  # type: ignore[arg-type]
