"""Tables and linked rows without what identifies people: their numbers as keys of a project, their names not at all."""

from __future__ import annotations

import json
import re
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv, parquet

from alder.engine.duckdb import DuckDB
from alder.errors import UsageError
from alder.linkage.identifying_columns import COLUMNS, NUMBERS_OF_PEOPLE, plain
from alder.linkage.sides import LINKS
from alder.linkage.table_file import BLOCK, StoredTable
from alder.model.ids import PMR, ULN, UPN, Identifier, Postcode, arrays
from alder.rights import private_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from alder.engine.project_keys import Project
    from alder.linkage.sides import LinkedTables, Side
    from alder.model.expr import Table

_DROPPED = re.compile(
    r"(family|given|fore|sur|last|first|middle|preferred|former|legal|full)?names?|.*dateofbirth|dob|birthdte"
    r"|add(ress)?(line)?[0-9]?|tel(ephone)?(no|number)?|mobile.*|e?mail.*|surnameinitial|fnames"
)
"""Names of columns that are left out: names, dates of birth, addresses and the like. See `_bare`."""

_KEYED = re.compile(
    r"(learn|prevlearn|prov)?ref(no|number)?|.*learnrefnumber|ninumber|nino|ssn|sid|ownstu|formerupn|.*uln(census)?"
    r"|.*upn|.*postcode.*|husid|.*pupilmatchingref.*|candidatenumber|scn|passport.*|ucas.*(id|number)"
)
"""Names of columns whose values become keys: numbers of people, and postcodes."""

_SURELY = 0.5
"""The share of a column's first values from which it is taken for numbers of people."""

_LOOKED_AT = 1000

_ROW = "link row"
"""The column with the number of a row, under a name that no table has."""


@dataclass(frozen=True)
class ExportedColumn:
    """What becomes of a column that an extract carries: its values as they are, or keys of an `identifier`'s kind."""

    column: str
    keyed: bool = False
    identifier: type[Identifier] | None = None

    def of(self, values: pa.ChunkedArray, project: Project) -> pa.Array | pa.ChunkedArray:
        return project.keys(*_keyed(self.column, self.identifier, plain(values))) if self.keyed else values


_Columns = dict[str, tuple[str, ExportedColumn, pa.DataType]]
"""By its name in the extract: the name of a column in the engine, what becomes of it, and its type there."""


def exported_columns(
    table: pa.Table | StoredTable, names: Mapping[str, str], only: Sequence[str] | None = None
) -> tuple[ExportedColumn, ...]:
    """What an extract carries of a table: neither names, addresses nor dates of birth, and keys in place of numbers.

    A column is known by what it was found to be (`names`), by its name, or by its values: one that looks like learner
    or pupil numbers is taken for them, whatever it is called.
    """
    kinds = {own: name for name, own in names.items()}
    exported = []
    for column in table.column_names if only is None else only:
        kind = kinds.get(column)
        if kind in {"FamilyName", "GivenNames", "DateOfBirth", "surname_initial"} or _DROPPED.fullmatch(_bare(column)):
            continue
        identifier = COLUMNS[kind].identifier if kind else None
        if identifier is None and kind is None:
            identifier = Postcode if "postcode" in _bare(column) else _looks_like(_first(table, column))
        is_personal = identifier is not None and identifier.is_personal
        is_number = kind in NUMBERS_OF_PEOPLE or kind == "LearnRefNumber"
        keyed = is_personal or is_number or (kind is None and bool(_KEYED.fullmatch(_bare(column))))
        exported.append(ExportedColumn(column, keyed, identifier))
    return tuple(exported)


def _first(table: pa.Table | StoredTable, column: str) -> pa.ChunkedArray:
    """The first values of a column that are not missing."""
    if isinstance(table, StoredTable):
        return table.first(column, _LOOKED_AT)
    return table.column(column).drop_null().slice(0, _LOOKED_AT)


def _bare(column: str) -> str:
    """The small letters and digits of a column's name, since sources write them with blanks, dashes and dots."""
    return re.sub("[^a-z0-9]", "", column.lower())


def _keyed(column: str, identifier: type[Identifier] | None, values: pa.ChunkedArray) -> tuple[str, pa.Array]:
    """The kind of a column, so that the same number has the same key in every table, and its values in normal form."""
    if identifier is None:
        return _bare(column), values.cast(pa.string()).combine_chunks()
    return identifier.__name__, arrays.normalised(identifier, values)


def _looks_like(values: pa.ChunkedArray) -> type[Identifier] | None:
    """The identifier of people that most of a column's first values are, by form and check character."""
    kind = values.type
    if not (pa.types.is_integer(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        return None
    some = plain(values)
    for identifier in (ULN, UPN, PMR) if len(some) else ():
        sound = arrays.is_sound(identifier, some)
        if pc.sum(sound.cast(pa.int64())).as_py() > _SURELY * len(some):
            return identifier
    return None


def blocks(links: LinkedTables) -> Iterator[pa.Table]:
    """The linked rows. Both sides are joined by the engine, and people's numbers become keys on the way out."""
    project = _project(links)
    columns, schema = _columns(links), schema_of(links)
    spill = links.folder.path / "spill"
    with DuckDB(memory_limit=links.memory, spill=spill) as engine:
        engine.add(LINKS, [links.path(LINKS)], parquet.read_schema(links.path(LINKS)))
        for side, letter in ((links.left, "a"), (links.right, "b")):
            _add(engine, side, letter, {s.column: own for own, s, _ in columns.values() if own.startswith(letter)})

        def build() -> Table:
            from alder.model import expr

            t, a, b = (expr.table(n, engine.schema(n)) for n in (LINKS, "a", "b"))
            t = t.inner_join(a.select(**_renamed(a, "left_row")), "left_row")
            t = t.inner_join(b.select(**_renamed(b, "right_row")), "right_row")
            return t.select("person", "pass", *(own for own, _, _ in columns.values()))

        for batch in engine.batches(build, BLOCK):
            rows = pa.Table.from_batches([batch])
            made = {"person": rows["person"], "link_pass": rows["pass"]}
            made |= {name: what.of(rows[own], project) for name, (own, what, _) in columns.items()}
            yield pa.table({name: _as(column, schema.field(name).type) for name, column in made.items()}, schema=schema)


def schema_of(links: LinkedTables) -> pa.Schema:
    """The columns of an extract: the person's key, the pass, and what both sides may show."""
    _project(links)
    columns = [(name, pa.string() if what.keyed else kind) for name, (_, what, kind) in _columns(links).items()]
    return pa.schema([("person", pa.string()), ("link_pass", pa.string()), *columns])


def write_extract(links: LinkedTables, file: Path) -> int:
    """Write the linked rows; a file that could not be finished is not left behind.

    Their match rates go with them: in the metadata of a Parquet file, beside a CSV file as NAME.match.json.
    """
    draft = file.with_name(f".{file.name}.part")
    report = json.dumps(links.report.carried(), indent=1, ensure_ascii=False)
    rows = 0
    with ExitStack() as opened:
        opened.callback(draft.unlink, missing_ok=True)
        schema, is_text = schema_of(links), file.suffix.lower() == ".csv"
        kind = csv.CSVWriter if is_text else parquet.ParquetWriter
        with kind(private_file(draft), schema if is_text else schema.with_metadata({"alder": report})) as out:
            for block in blocks(links):
                out.write_table(block)
                rows += block.num_rows
        if is_text:
            private_file(file.with_suffix(".match.json")).write_text(report + "\n", encoding="utf-8")
        draft.replace(file)
    return rows


def _project(links: LinkedTables) -> Project:
    if links.project is None:
        raise UsageError(
            "linked rows leave under keys of a project only, and none was named",
            next="Name one: project='attainment-2026', in the terminal --project attainment-2026.",
        )
    return links.project


def _columns(links: LinkedTables) -> _Columns:
    columns: _Columns = {}
    for side, letter in ((links.left, "a"), (links.right, "b")):
        for n, what in enumerate(exported_columns(side.table, side.names, side.exported)):
            name = what.column if what.column not in columns else f"{what.column}_right"
            columns[name] = (f"{letter}{n}", what, _plain(side.table.schema.field(what.column).type))
    return columns


def _plain(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _add(engine: DuckDB, side: Side, name: str, columns: dict[str, str]) -> None:
    """The columns of a side that the extract carries, under names of their own, with the number of each row."""
    if isinstance(side.table, StoredTable):
        engine.add_numbered(name, side.table.path, columns, _ROW)
        return
    rows = pa.table({own: side.table[column] for column, own in columns.items()})
    number = pa.array(np.arange(side.table.num_rows, dtype=np.int64))
    engine.add(name, rows.append_column(_ROW, number) if columns else pa.table({_ROW: number}))


def _renamed(table: Table, row: str) -> dict[str, object]:
    return {row: table[_ROW], **{c: table[c] for c in table.columns if c != _ROW}}


def _as(column: pa.Array | pa.ChunkedArray, kind: pa.DataType) -> pa.Array | pa.ChunkedArray:
    return column if column.type == kind else column.cast(kind)
