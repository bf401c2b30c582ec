"""What Alder knows of one reference table: its columns, how publishers write them, and where the file is fetched."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from alder.model import service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    import pyarrow as pa

    from alder.files.values import ColumnReader

    Blocks = Callable[[list[str]], Iterator["pa.Table"]]
    """The rows of a table in blocks, with some of its columns."""


class Contradiction(ValueError):
    """What a whole table says that cannot be so: columns changed about, an edition taken for another."""


@dataclass(frozen=True)
class Origin:
    """Where a file is fetched: which file, of whom, on which page. Without a page, what to search for."""

    file: str
    publisher: str
    page: str = ""
    search: str = ""
    note: str = ""


@dataclass(frozen=True)
class FinishedTable:
    """A whole table as it is kept, and what is worth knowing about how it came to be so."""

    rows: pa.Table
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableLayout:
    """One table, or one of several layouts in which publishers give it.

    `schema` has the columns that are held. `aliases` are other names of a column, those of publishers; in them, `#` is
    any digit, as in lad##cd. A file has the table where it has every column but the `optional` ones, at least `least`
    of these, every name in `marks` and none in `excluded_by`.

    Of tables that are `exclusive_with` one another, by a word they share, a file holds one: its name, `file`, decides.
    Several files make up a table that `joins` them. `unique` columns tell its rows apart; where two of those files have
    the same, the row of higher `rank` counts.

    Where the names of columns are other ones in every file, `from_header` makes the layout of one file from its names,
    and this one only describes it. `names_without_header` gives the names of a file whose first line is a row.

    `columns` are those that are read, where others than `schema` are, and `derive` turns each block into the table's.
    `finish` sees the whole of a small table at the end; `check` may read columns of a large one. `enables` says what
    a store can do that holds the table.
    """

    name: str
    title: str
    schema: pa.Schema
    keys: tuple[str, ...]
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    optional: frozenset[str] = frozenset()
    least: int = 0
    marks: tuple[str, ...] = ()
    excluded_by: tuple[str, ...] = ()
    exclusive_with: str = ""
    file: str = ""
    joins: bool = False
    unique: tuple[str, ...] = ()
    rank: Callable[[pa.Table], pa.Array] | None = None
    reads: Mapping[str, ColumnReader] = field(default_factory=dict)
    columns: pa.Schema | None = None
    derive: Callable[[pa.Table], pa.Table] | None = None
    finish: Callable[[pa.Table], FinishedTable] | None = None
    check: Callable[[Blocks], Iterable[str]] | None = None
    from_header: Callable[[Sequence[str]], TableLayout | None] | None = None
    names_without_header: Callable[[Sequence[str]], tuple[str, ...] | None] | None = None
    enables: str = ""
    origins: tuple[Origin, ...] = ()

    @property
    def parsed(self) -> pa.Schema:
        """The columns that are read from the file."""
        return self.schema if self.columns is None else self.columns

    @property
    def is_plain(self) -> bool:
        """Whether the table has the publisher's own columns, and is known by having all of them."""
        return not (self.marks or self.optional or self.unique)

    def places(self, header: Sequence[str]) -> dict[str, int]:
        """Where the table's columns stand among those of a file; a column that the file lacks is left out."""
        at = _places(header)
        places = {}
        for column in self.parsed.names:
            for name in (column, *self.aliases.get(column, ())):
                place = _place(name, at)
                if place is not None:
                    places[column] = place
                    break
        return places

    def lacks(self, header: Sequence[str]) -> tuple[str, ...]:
        """The names that a file of this table would have and this one has not, as publishers write them."""
        places, at = self.places(header), _places(header)
        columns = [self.shown(c) for c in self.parsed.names if c not in self.optional and c not in places]
        signs = [shown(s) for s in self.marks if _place(s, at) is None]
        return tuple(dict.fromkeys([*columns, *signs]))

    def fits(self, header: Sequence[str]) -> bool:
        """Whether a file with these columns holds the table."""
        if self.lacks(header):
            return False
        at = _places(header)
        return len(self.optional & self.places(header).keys()) >= self.least and not any(
            _place(u, at) is not None for u in self.excluded_by
        )

    def in_file(self, header: Sequence[str]) -> TableLayout | None:
        """The layout of the table in a file with these columns; None where the file does not hold it."""
        own = self.from_header(header) if self.from_header is not None else self
        return own if own is not None and own.fits(header) else None

    @property
    def needs(self) -> int:
        """How many names it takes to know the table."""
        return len([c for c in self.parsed.names if c not in self.optional]) + len(self.marks) + self.least

    def shown(self, column: str) -> str:
        """A column's name as the publisher writes it, for messages about a file."""
        return column if self.is_plain else shown(next(iter(self.aliases.get(column, ())), column))


def folded(name: str) -> str:
    """A column's name as names are compared: without letter case, and blanks as one or none at the ends."""
    return " ".join(name.split()).casefold()


def shown(name: str) -> str:
    """A name with digits that change, as people write it: lad..cd."""
    return name.replace("#", ".")


def _places(header: Sequence[str]) -> dict[str, int]:
    at: dict[str, int] = {}
    for place, name in enumerate(header):
        at.setdefault(folded(name), place)
    return at


def _place(name: str, at: Mapping[str, int]) -> Any:
    if "#" not in name:
        return at.get(folded(name))
    pattern = re.compile(re.escape(folded(name)).replace(r"\#", r"\d").replace("#", r"\d"))
    return next((place for n, place in at.items() if pattern.fullmatch(n)), None)


LARS = Origin(
    "LearningDelivery.csv in the CSV download of LARS",
    "Department for Education, Find a learning aim",
    service.LEARNING_AIMS,
    note="take the edition of the year: aims are changed in place",
)
ONSPD = Origin(
    "the ZIP of the ONS Postcode Directory (ONSPD) or of the National Statistics Postcode Lookup (NSPL)",
    "Office for National Statistics, Open Geography portal",
    service.GEOGRAPHY_PORTAL,
    "ONS Postcode Directory",
    "has positions, small areas of three censuses, authorities, and postcodes that have ended",
)
GIAS = Origin(
    "the CSV of all establishment fields (edubasealldata, then the day)",
    "Department for Education, Get information about schools (GIAS)",
    service.SCHOOLS_DOWNLOADS,
    note="has colleges and schools, but no training providers",
)
