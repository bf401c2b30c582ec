"""The columns by which people are recognised, whatever a table calls them, in the form in which they are compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.errors import UsageError, unknown_name
from alder.model import ids
from alder.model.ids import arrays

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alder.linkage.table_file import StoredTable
    from alder.model.expr import Table, Text, Value

ROW = "row"
"""The number of a row in its table, from 0."""


FORM, SOUND = "{} compared", "{} sound"
"""Columns that a table may have beside an identifier written as text: the form in which it is compared, missing where
it names nobody, and whether it could be one. Block by block they are worked out many times faster than by an engine."""


@dataclass(frozen=True)
class IdentifyingColumn:
    """A column by which people are recognised: its other names in sources, and the identifier that it holds."""

    names: tuple[str, ...]
    identifier: type[ids.Identifier] | None = None


COLUMNS: dict[str, IdentifyingColumn] = {
    "ULN": IdentifyingColumn(("ULN", "ULN_Census", "UniqueLearnerNumber", "Unique Learner Number"), ids.ULN),
    "PMR": IdentifyingColumn(("PMR", "PupilMatchingRefAnonymous", "s.PupilMatchingRefAnonymous"), ids.PMR),
    "UPN": IdentifyingColumn(("UPN", "UniquePupilNumber"), ids.UPN),
    "HUSID": IdentifyingColumn(("HUSID",), ids.HUSID),
    "SID": IdentifyingColumn(("SID",)),
    "AE_ID": IdentifyingColumn(("AE_ID",)),
    "EDUKEY": IdentifyingColumn(("EDUKEY",)),
    "RECORDID": IdentifyingColumn(("RECORDID",)),
    "UKPRN": IdentifyingColumn(("UKPRN",), ids.UKPRN),
    "LearnRefNumber": IdentifyingColumn(("LearnRefNumber",)),
    "DateOfBirth": IdentifyingColumn(("DateOfBirth", "date_of_birth", "DOB", "BIRTHDTE")),
    "Sex": IdentifyingColumn(("Sex", "Gender")),
    "FamilyName": IdentifyingColumn(("FamilyName", "Surname", "LastName", "family_name")),
    "GivenNames": IdentifyingColumn(("GivenNames", "Forenames", "Forename", "FirstName", "given_names")),
    "Postcode": IdentifyingColumn(("Postcode",), ids.Postcode),
    "surname_initial": IdentifyingColumn(("surname_initial",)),
}
"""By the name that passes use. `surname_initial` is also worked out from FamilyName."""

NUMBERS_OF_PEOPLE = ("ULN", "PMR", "UPN", "HUSID", "SID", "AE_ID", "EDUKEY", "RECORDID")
"""Those that stand for one person wherever they occur: the last four are of the student record and of linked data, and
have no form of their own."""


def find_columns(table: pa.Table | StoredTable, said: Mapping[str, str]) -> dict[str, str]:
    """Which column of a table is which of `COLUMNS`. `said` maps a table's own names to those, before any guess."""
    for own, name in said.items():
        if own not in table.column_names:
            raise unknown_name("column", own, table.column_names)
        if name not in COLUMNS:
            raise unknown_name("kind of column", name, COLUMNS, next=f"Known are {', '.join(COLUMNS)}.")
    columns = {name: own for own, name in said.items()}
    for name, kind in COLUMNS.items():
        if name in columns:
            continue
        alike = {n.lower() for n in kind.names}
        fitting = [c for c in table.column_names if c.lower() in alike and c not in said]
        if len(fitting) > 1:
            raise UsageError(
                f"two columns could be {name}: {', '.join(fitting)}",
                next=f"Say which: --column {fitting[0]}={name}, in Python columns={{'{fitting[0]}': '{name}'}}.",
            )
        if fitting:
            columns[name] = fitting[0]
    return columns


def select_columns(table: pa.Table, names: Mapping[str, str], more: Iterable[str] = ()) -> pa.Table:
    """The columns found, under the names of `COLUMNS`, with `more` of the table's own and the number of each row."""
    columns = {name: plain(table.column(own)) for name, own in names.items()}
    columns |= {c: plain(table.column(c)) for c in more if c not in columns}
    rows = pa.array(np.arange(table.num_rows, dtype=np.int64)) if ROW not in columns else columns.pop(ROW)
    return pa.table({ROW: rows, **columns})


def mark_sound(rows: pa.Table, columns: Iterable[str]) -> pa.Table:
    """The rows with what can be told at once of those of `columns` that are identifiers written as text: see `FORM`.

    All are but whole numbers of an identifier that may be one: a column in which nothing stands as well.
    """
    for name in dict.fromkeys(columns):
        identifier = COLUMNS[name].identifier if name in COLUMNS and name in rows.column_names else None
        if identifier is None or (identifier.numbers and pa.types.is_integer(rows.schema.field(name).type)):
            continue
        rows = rows.set_column(rows.column_names.index(name), name, rows[name].cast(pa.string()))
        text = arrays.normalised(identifier, rows[name])
        form = pc.if_else(arrays.identifies(identifier, text).fill_null(False), text, pa.scalar(None, pa.string()))
        form = form.cast(pa.int64()) if identifier.numbers is not None else form
        rows = rows.append_column(FORM.format(name), form)
        rows = rows.append_column(SOUND.format(name), arrays.is_sound(identifier, text))
    return rows


def plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The column in a type that every engine reads. Whole numbers that became decimals beside gaps are whole again."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return plain(column.cast(kind.value_type))
    if pa.types.is_floating(kind):
        whole = pc.all(pc.equal(column, pc.round(column)), min_count=0).as_py()
        return column.cast(pa.int64()) if whole in (True, None) else column.cast(pa.float64())
    if pa.types.is_integer(kind):
        return column.cast(pa.int64())
    if pa.types.is_date64(kind) or pa.types.is_timestamp(kind):
        return column.cast(pa.date32(), safe=False)
    if pa.types.is_date(kind) or pa.types.is_boolean(kind) or pa.types.is_null(kind):
        return column
    return column.cast(pa.string())


def normalise(table: Table, columns: Iterable[str]) -> Table:
    """A table as `select_columns` gives it, with what it has of `columns`, in the form in which they are compared."""
    new: dict[str, Value] = {}
    for name in dict.fromkeys(columns):
        if FORM.format(name) in table.columns:
            new[name] = table[FORM.format(name)]
        elif name in table.columns:
            new[name] = _form(name, table[name])
        elif name == "surname_initial" and "FamilyName" in table.columns:
            new[name] = _form(name, table.FamilyName)
    return table.select(ROW, **new)


def _form(name: str, column: Value) -> Value:
    """The column's values where they say who is meant, else missing. Identifiers written as text come judged."""
    from alder.model.expr import cases, ifelse, null

    identifier = COLUMNS[name].identifier
    if identifier is not None:
        from alder.model.ids import expressions

        return ifelse(expressions.identifies(identifier, column), column.cast("int64"), null("int64"))
    if name == "DateOfBirth":
        return column if column.type().is_date() else cast("Text", column.cast("string")).try_cast("date")
    text = cast("Text", column.cast("string")).strip().upper()
    if name == "Sex":
        return cases((text.isin(["F", "FEMALE"]), "F"), (text.isin(["M", "MALE"]), "M"), else_=null("string"))
    if name == "surname_initial":
        text = text.left(1)
    return text.nullif("")


def usable_numbers(name: str, column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """A number as text in its normal form, missing where it stands for nobody."""
    identifier = COLUMNS[name].identifier if name in COLUMNS else None
    if identifier is None:
        whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        text = pc.ascii_upper(pc.utf8_trim_whitespace(whole.cast(pa.string())))
        return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)
    usable = arrays.identifies(identifier, column).fill_null(False)
    return pc.if_else(usable, arrays.normalised(identifier, column), pa.scalar(None, pa.string()))


def kinds_of_numbers(columns: Iterable[str]) -> dict[str, str]:
    """Which of some columns holds which of `NUMBERS_OF_PEOPLE`: the first that bears one of its names."""
    names = {name.casefold(): kind for kind in NUMBERS_OF_PEOPLE for name in COLUMNS[kind].names}
    found: dict[str, str] = {}
    for column in columns:
        if column.casefold() in names:
            found.setdefault(names[column.casefold()], column)
    return found
