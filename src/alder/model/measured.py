"""How a field was filled in the returns behind a figure: counts, which never leave as they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alder.model.quality import Grade


@dataclass(frozen=True)
class MeasuredField:
    """One field over the returns that a result used. These are counts of records: `alder.protect` turns them to words.

    `returns` is how many returns collect the field and `measured` how many of them were measured. `expected` is how
    many records should have a value, None where no rule says; `missing` of them have none. Of the `values`, `unknown`
    say nothing: not known, or standing in for another; None where the field has no such values. Of the values
    `returned`, those that could not be read among them, `wrong` could not be read or are not on the code list.
    `in_tables` says that tables split by it show those without a known value, as a category. `year` is the year of the
    returns, where a table is over several: each is told by itself.
    """

    field: str
    grade: Grade
    returns: int
    measured: int
    expected: int | None = None
    missing: int = 0
    values: int = 0
    unknown: int | None = None
    returned: int = 0
    wrong: int = 0
    in_tables: bool = False
    year: str = ""
