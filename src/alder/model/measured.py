"""How a field was filled in the returns behind a figure: counts, which never leave as they are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class MeasuredField:
    """One field over the returns that a result used. These are counts of records: `alder.protect` turns them to words.

    `returns` is how many returns collect the field and `measured` how many of them were measured when they were
    loaded. `expected` is how many records should have a value, so far as rules say; `missing` of them have none.
    `not_known` and `stand_in` say nothing, `wrong` are not on the code list or could not be read; all of `values`.
    `in_table` says that the table itself shows those without a known value, as a category.
    """

    field: str
    returns: int
    measured: int
    expected: int = 0
    missing: int = 0
    values: int = 0
    not_known: int = 0
    stand_in: int = 0
    wrong: int = 0
    in_table: bool = False
