"""Reference data: a sound file of every layout of every table, from what its columns take."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from alder.engine import reference
from alder.environment import Environment
from alder.files.values import CODE, UnreadableValue, reader_of
from alder.sources.reference.publishers.imd import INDICES, decile
from alder.sources.reference.table_catalogue import layouts
from alder.sources.reference.table_layout import TableLayout
from tests.harmed.loader import MARK, ROWS, Loader

CANDIDATES = (
    "AWARD{n}",
    "0001234{n}",
    "TR1 {n}AA",
    "E0101880{n}",
    "E0600005{n}",
    "E1200000{n}",
    "E6900000{n}",
    "E4700000{n}",
    "E3700000{n}",
    "LDM",
    "1000000{n}",
    "10000{n}",
    "000{n}",
    "0{n}/09/2018",
    "{n}",
    "{n}.5",
    "Level {n}",
    "1",
    "S",
    "E",
    "by_request",
    "Health and Social Care",
    "Health and social care",
)
"""Values of which the first that a column takes in every row stands in it."""


def _taken(known: TableLayout, column: str) -> list[str]:
    type_ = known.parsed.field(column).type
    reads = known.reads.get(column) or reader_of(column, type_, known.shown(column))
    if pa.types.is_string(type_) and reads is CODE:
        return [f"{MARK}{n}" for n in ROWS]
    for candidate in CANDIDATES:
        values = [candidate.format(n=n) for n in ROWS]
        try:
            for value in values:
                pa.scalar(reads.one(value), type_)
        except (ValueError, UnreadableValue, pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
            continue
        return values
    raise AssertionError(f"no value fits {known.name}.{column}")


def _columns(known: TableLayout) -> dict[str, list[str]]:
    """The values of each column, by the table's name for it."""
    found = {c: _taken(known, c) for c in known.parsed.names if known.aliases.get(c) or c not in known.optional}
    if known.name.startswith("imd_"):
        index = next(i for i in INDICES if i.table == known.name)
        found["rank"] = [str(3_000 * n) for n in ROWS]
        if index.has_deciles:
            found["decile"] = [str(decile(3_000 * n, index.areas)) for n in ROWS]
    if known.name == "provider_successor":
        found["successor"] = [*found["ukprn"][1:], found["ukprn"][0]]
    if known.name == "postcode_place":
        found |= {"easting": [f"1821{n}0" for n in ROWS], "northing": [f"441{n}0" for n in ROWS]}
    return found


def _reference(known: TableLayout) -> Loader:
    year = "24" if known.name == "lad_name" else "23"  # other years of these names are those of changes
    columns = _columns(known)
    shown = {c: (known.aliases.get(c) or (c,))[0].replace("##", year) for c in columns}
    rows = [{shown[c]: v[n] for c, v in columns.items()} for n in range(len(ROWS))]
    signs = [s.replace("##", year) for s in known.marks]
    lacking = [s for s in signs if s.casefold() not in map(str.casefold, rows[0])]
    rows = [row | dict.fromkeys(lacking, f"{MARK}{n}") for n, row in enumerate(rows)]
    types = {shown[c]: known.parsed.field(c).type for c in columns}
    dates = tuple(s for s, t in types.items() if pa.types.is_date(t))[:1]
    zeros = tuple(s for s, t in types.items() if pa.types.is_string(t) and rows[0][s].startswith("000"))[:1]
    pair = _strictest([(shown[c], rows[0][shown[c]][:-1], c not in known.optional) for c in columns])

    def load(store: Environment, path: Path) -> list[str]:
        (done,) = [t for t in store.add_reference(path, table=known.name).tables if t.edition.table == known.name]
        out = [f"{done.edition.unusable} rows left out"] if done.edition.unusable else []
        return [*done.notices, *out]

    def kept(store: Environment) -> pa.Table:
        rows = reference.get(store.store, known.name)
        assert rows is not None
        return rows

    return Loader(
        f"{known.name}: {known.title}",
        "alder reference add",
        f"{known.name}.csv",
        rows,
        load,
        kept,
        dates,
        zeros,
        pair,
    )


def _strictest(columns: list[tuple[str, str, bool]]) -> tuple[str, str] | None:
    """Two columns that hold unlike things, those that a file must have first."""
    for needed in (True, False):
        for one, value, must in columns:
            for other, another, too in columns:
                if one != other and value != another and ((must and too) or not needed):
                    return one, other
    return (columns[0][0], columns[1][0]) if len(columns) > 1 else None


def references() -> Iterator[Loader]:
    """Those that come as tables: boundaries come as GeoJSON, and `test_boundaries` says what may be wrong with it."""
    return (_reference(known) for known in layouts() if known.name != "boundary")
