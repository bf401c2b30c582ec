"""A table without what identifies people: their numbers as keys of a project, their names not at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from alder.linkage.comparable import COLUMNS, plain
from alder.linkage.stored import Stored
from alder.model.ids import PMR, ULN, UPN, Identifier, Postcode, arrays

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alder.linkage.project import Project

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
_LOOKED_AT = 1000


@dataclass(frozen=True)
class Shown:
    """What becomes of a column that an extract carries: its values as they are, or keys of an `identifier`'s kind."""

    column: str
    keyed: bool = False
    identifier: type[Identifier] | None = None

    def of(self, values: pa.ChunkedArray, project: Project) -> pa.Array | pa.ChunkedArray:
        return project.keys(*_keyed(self.column, self.identifier, plain(values))) if self.keyed else values


def shown(table: pa.Table | Stored, names: Mapping[str, str], only: Sequence[str] | None = None) -> tuple[Shown, ...]:
    """What an extract carries of a table: neither names, addresses nor dates of birth, and keys in place of numbers.

    A column is known by what it was found to be (`names`), by its name, or by its values: one that looks like learner
    or pupil numbers is taken for them, whatever it is called.
    """
    kinds = {own: name for name, own in names.items()}
    found = []
    for column in table.column_names if only is None else only:
        kind = kinds.get(column)
        if kind in {"FamilyName", "GivenNames", "DateOfBirth", "surname_initial"} or _DROPPED.fullmatch(_bare(column)):
            continue
        identifier = COLUMNS[kind].identifier if kind else None
        if identifier is None and kind is None:
            identifier = Postcode if "postcode" in _bare(column) else _looks_like(_first(table, column))
        is_personal = identifier is not None and identifier.is_personal
        keyed = is_personal or kind == "LearnRefNumber" or (kind is None and bool(_KEYED.fullmatch(_bare(column))))
        found.append(Shown(column, keyed, identifier))
    return tuple(found)


def without_identifiers(
    table: pa.Table, names: Mapping[str, str], project: Project, *, only: Sequence[str] | None = None
) -> pa.Table:
    """The table as an extract carries it: see `shown`."""
    columns = {s.column: s.of(table.column(s.column), project) for s in shown(table, names, only)}
    return pa.table(columns) if columns else table.select([])


def _first(table: pa.Table | Stored, column: str) -> pa.ChunkedArray:
    """The first values of a column that are not missing."""
    if isinstance(table, Stored):
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
