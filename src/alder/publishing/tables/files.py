"""A chosen table as a file: CSV and Parquet with a row a place, period and options, or JSON-stat 2.0."""

from __future__ import annotations

import csv
import io
import json
from itertools import product
from typing import TYPE_CHECKING, Any

from alder.publishing.standard import LEVEL_BY_CODE
from alder.publishing.tables.figure import is_number, meaning
from alder.publishing.tables.table import INDICATOR, PLACE, TIME

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alder.publishing.tables.table import Dimension, Table


def csv_text(table: Table) -> str:
    """Columns as the standard names them: period, level, the code and name of the place, filters, indicators.

    What a spreadsheet would take for a formula is kept from being one by an apostrophe.
    """
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\r\n")
    columns, rows = _flat(table)
    lines.writerow(columns)
    lines.writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue()


def parquet_bytes(table: Table, notes: Sequence[str] = ()) -> bytes:
    """All columns as text, as the standard wants them, with the notes in the file's own description."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns, rows = _flat(table)
    data = pa.table({name: pa.array([row[n] for row in rows], pa.string()) for n, name in enumerate(columns)})
    out = io.BytesIO()
    pq.write_table(data.replace_schema_metadata({"notes": "\n".join(notes)}), out, compression="zstd")
    return out.getvalue()


def json_stat(table: Table, *, label: str, source: str = "", updated: str = "", notes: Sequence[str] = ()) -> str:
    """JSON-stat 2.0: a cube of every dimension. A symbol is a missing value whose status says which."""
    made: dict[str, Any] = {"version": "2.0", "class": "dataset", "label": label}
    made |= {"source": source} if source else {}
    made |= {"updated": updated} if updated else {}
    made |= {"note": list(notes)} if notes else {}
    ids = {PLACE: "place", TIME: "time", INDICATOR: "indicator"}
    made["id"] = [ids.get(d.name, d.name) for d in table.dimensions]
    made["size"] = [len(d.members) for d in table.dimensions]
    made["role"] = {"geo": ["place"], "time": ["time"], "metric": ["indicator"]}
    made["dimension"] = {ids.get(d.name, d.name): _category(table, d) for d in table.dimensions}
    values: list[float | None] = []
    status: dict[str, str] = {}
    for n, key in enumerate(product(*([m for m, _ in d.members] for d in table.dimensions))):
        text = table.figures.get(key, "")
        values.append(float(text) if is_number(text) else None)
        if text and not is_number(text):
            status[str(n)] = text
    made["value"] = values
    if status:
        made["status"] = status
        made["extension"] = {"status": {symbol: meaning(symbol) or symbol for symbol in dict.fromkeys(status.values())}}
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"))


def _category(table: Table, dimension: Dimension) -> dict[str, Any]:
    contents = table.contents
    codes = [_id(table, dimension, member) for member, _ in dimension.members]
    category: dict[str, Any] = {
        "index": codes,
        "label": {code: words for code, (_, words) in zip(codes, dimension.members, strict=True)},
    }
    if dimension.name == INDICATOR:
        category["unit"] = {
            contents.indicators[n].id: _unit(contents.indicators[n].unit, contents.indicators[n].decimals)
            for n, _ in dimension.members
            if isinstance(n, int)
        }
    return {"label": dimension.title, "category": category}


def _unit(unit: str, decimals: int | None) -> dict[str, Any]:
    return ({"label": unit} if unit else {}) | ({} if decimals is None else {"decimals": decimals})


def _id(table: Table, dimension: Dimension, member: int | tuple[str, int]) -> str:
    contents = table.contents
    if isinstance(member, tuple):
        level, code = member
        return contents.places_by_level[level][code - 1].id
    if dimension.name == TIME:
        period = contents.periods[member - 1]
        return f"{period.period}{'' if period.code in ('AY', 'CY') else period.code}"
    if dimension.name == INDICATOR:
        return contents.indicators[member].id
    filter = next(f for f in contents.filters if f.id == dimension.name)
    return filter.options[member - 1].id if member else "blank"


def _flat(table: Table) -> tuple[list[str], list[list[str]]]:
    contents = table.contents
    indicators = [n for n, _ in table.dimension(INDICATOR).members if isinstance(n, int)]
    filters = [f.column for f in contents.filters]
    columns = ["time_period", "time_identifier", "geographic_level", "location_code", "location_name", *filters]
    columns += [contents.indicators[n].column for n in indicators]
    return columns, list(_rows(table, indicators))


def _rows(table: Table, indicators: Sequence[int]) -> Iterator[list[str]]:
    contents = table.contents
    named = contents.places_by_level
    for key in dict.fromkeys(key[:-1] for key in table.figures):
        (level, place), period, *options = key  # type: ignore[misc]
        at, when = named[level][place - 1], contents.periods[period - 1]  # type: ignore[operator]
        labels = [
            filter.options[code - 1].label if code else ""  # type: ignore[operator]
            for filter, code in zip(contents.filters, options, strict=True)
        ]
        code = next((value for _, value in at.codes if value), "")
        yield [
            *(when.period, when.identifier.text, LEVEL_BY_CODE[level].text, code, at.label),
            *labels,
            *(table.figures.get((*key, n), "") for n in indicators),
        ]


def _harmless(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "@", "\t", "\r") or (text[:1] == "-" and not is_number(text)) else text
