"""Returns as Parquet: a folder a return, with a file a table and all fields of the year as columns.

Keys, names and types are those that the XML of the same return has once it is read; only the lines of the XML are
missing. Provider, year and return stand in every row, so that many returns can be read as one table.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from alder.model.field import FieldKind
from alder.model.made_up import SUPPLIER
from alder.sources.ilr.schema import keys
from alder.synth.population.draws import NEVER
from alder.synth.population.record_columns import ABSENT
from alder.synth.returns.heading import order

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from alder.model.field import Entity, Field
    from alder.model.period import AcademicYear, ReturnNumber
    from alder.synth.population.draws import Array
    from alder.synth.population.record_columns import SynthRecords, Texts
    from alder.synth.returns.return_tables import Tables

_NAMES_ONE: Final = frozenset(
    {
        *("learner", "aim", "employment", "destination", "row"),
        *("LearnRefNumber", "PrevLearnRefNumber", "ULN", "NINumber", "Email", "AddLine1", "SWSupAimId", "NUMHUS"),
    }
)
"""Columns in which nearly every value is another: a dictionary of them would cost time and save nothing."""


class ParquetReturn:
    """A return that is being written as Parquet. Its folder has its name once it is whole."""

    def __init__(self, path: Path, year: AcademicYear, number: ReturnNumber) -> None:
        self._path = path
        self._unfinished = path.with_name(f"{path.name}.unfinished")
        shutil.rmtree(self._unfinished, ignore_errors=True)
        self._unfinished.mkdir(parents=True)
        self._year, self._number = year, number
        self._tables = _tables(year)
        self._rows: dict[str, int] = {}
        self._streams = {table: (self._unfinished / f"{table}.parquet").open("wb") for table in self._tables}
        self._files = {
            table: pq.ParquetWriter(
                stream,
                self._tables[table].schema,
                use_dictionary=self._tables[table].known,
                write_statistics=False,
                store_schema=False,
            )
            for table, stream in self._streams.items()
        }

    def add(self, found: Tables, ukprn: Array) -> None:
        """Some more whole learners, with the provider of each place."""
        for group in (found.learners, found.leavers):
            numbers: dict[str, dict[str, Array]] = {}
            top = next(iter(group))
            for table, records in group.items():
                if table in self._tables:
                    numbers[table] = self._keys(table, top, records, group, numbers, ukprn)
                    self._write(table, records, numbers[table])
            for table in numbers:
                self._rows[table] = self._rows.get(table, 0) + len(group[table])

    def _keys(
        self,
        table: str,
        top: str,
        records: SynthRecords,
        group: Mapping[str, SynthRecords],
        numbers: Mapping[str, dict[str, Array]],
        ukprn: Array,
    ) -> dict[str, Array]:
        """The number of each row over all that was written, those of the records above it, and its provider."""
        own = np.arange(len(records)) + self._rows.get(table, 0) + 1
        *above, key = keys()[table]
        if not above:
            return {key: own, _PROVIDER: ukprn[records.owner].astype(np.int32)}
        parent = next(t for t in numbers if keys()[t] == tuple(above))
        rows = records.owner
        if parent == top and top == "learner":
            rows = np.searchsorted(group[top].owner, rows)
        of_parent = {name: column[rows] for name, column in numbers[parent].items()}
        provider = of_parent.pop(_PROVIDER)
        return {**of_parent, key: own, _PROVIDER: provider}

    def _write(self, table: str, records: SynthRecords, numbers: Mapping[str, Array]) -> None:
        if len(records):
            of = self._tables[table]
            columns = [pa.array(column) for column in numbers.values()]
            columns += self._about_the_return(len(records))
            columns += [_column(field, type_, records) for field, type_ in of.fields]
            self._files[table].write_table(pa.Table.from_arrays(columns, schema=of.schema))

    def _about_the_return(self, rows: int) -> list[pa.Array]:
        every = pa.array(np.zeros(rows, dtype=np.int32))
        said = (self._year.label, str(self._number))
        return [pa.DictionaryArray.from_arrays(every, pa.array([text])) for text in said]

    def finish(self) -> tuple[Path, int]:
        """Give the folder its name; its path, and how many bytes its files have."""
        self._close()
        if self._path.exists():
            shutil.rmtree(self._path)
        path = self._unfinished.replace(self._path)
        return path, sum(file.stat().st_size for file in path.iterdir())

    def discard(self) -> None:
        """Leave nothing: a return without learners is none."""
        self._close()
        shutil.rmtree(self._unfinished)

    def _close(self) -> None:
        for table, file in self._files.items():
            file.add_key_value_metadata({"SoftwareSupplier": SUPPLIER})
            file.close()
            self._streams[table].close()


_WORDS: Final = pa.dictionary(pa.int32(), pa.string())
"""How texts are handed to the file, which has them as texts: its own dictionary is then there already."""
_PROVIDER: Final = "ukprn"
_OF_THE_RETURN: Final = {_PROVIDER: pa.int32(), "collection_year": _WORDS, "return_number": _WORDS}


def _fields_by_table(tree: Entity) -> Iterator[tuple[str, list[Field]]]:
    """All fields of each table of learners and leavers; those of a record within a record stand in its table."""
    of: dict[str, list[Field]] = {}
    for part in tree.children:
        if part.table:
            for entity in part.walk():
                of.setdefault(entity.table, []).extend(entity.fields)
    yield from of.items()


@dataclass(frozen=True)
class _FormOfTable:
    """The columns of a table in a year, and those in which values come again and again."""

    schema: pa.Schema
    fields: tuple[tuple[Field, pa.DataType], ...]
    known: list[str]


@cache
def _tables(year: AcademicYear) -> dict[str, _FormOfTable]:
    found = {}
    for table, fields in _fields_by_table(order(year)):
        typed = tuple((field, _type(field)) for field in fields)
        numbers = [(key, pa.int64()) for key in keys()[table]]
        schema = pa.schema([*numbers, *_OF_THE_RETURN.items(), *((field.name, type_) for field, type_ in typed)])
        found[table] = _FormOfTable(schema, typed, [name for name in schema.names if name not in _NAMES_ONE])
    return found


def _type(field: Field) -> pa.DataType:
    return _WORDS if field.kind is FieldKind.TEXT and field.name not in _NAMES_ONE else field.kind.arrow


def _column(field: Field, type_: pa.DataType, records: SynthRecords) -> pa.Array:
    if field.name in records.texts:
        return _text_column(records.texts[field.name], type_)
    values = records.fields.get(field.name)
    if values is None:
        return pa.nulls(len(records), type_)
    if field.kind is FieldKind.DATE:
        return pa.array(values.astype(np.int32), mask=values == NEVER).cast(type_)
    absent = values == ABSENT
    if type_ == pa.int32():
        return pa.array(values.astype(np.int32), mask=absent)
    return pa.array(values, mask=absent).cast(field.kind.arrow).cast(type_)


def _text_column(column: Texts, type_: pa.DataType) -> pa.Array:
    if type_ != _WORDS:
        return column.arrow().cast(type_)
    if len(column.vocabulary) > len(column):
        return column.arrow().dictionary_encode()
    words = column.vocabulary.dictionary_encode()
    codes = words.indices.to_numpy()[column.codes]
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=column.codes == ABSENT), words.dictionary)
