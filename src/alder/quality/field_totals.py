"""What was measured of fields added up over returns: the counts, the shares that follow, and who stands out."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from alder.sources.ilr.profile.measurement import COUNTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

KEYS = ("record", "field")

SHARES = {
    "filled_share": ("values", "records"),
    "unusable_share": ("unusable", "asked"),
    "missing_share": ("missing", "expected"),
    "not_known_share": ("not_known", "values"),
    "stand_in_share": ("stand_in", "values"),
    "off_list_share": ("off_list", "values_listed"),
    "unreadable_share": ("unreadable", "values_returned"),
    "wrong_share": ("wrong", "values_returned"),
    **{f"{name}_share": (name, "values") for name in COUNTS[COUNTS.index("first_of_month") :]},
}
"""Each share as what is divided and by what. Values off the list are held against those that a list could judge."""


def summed(rows: pa.Table, columns: Iterable[str]) -> pa.Table:
    """The counts of each field, and of each group in `columns`, over the returns in `rows`.

    Beside the counts of the store: `returns`, how many were added up; `values_listed`, the values that were held
    against a code list; `values_returned`, those that could not be read among them; `wrong`, those off the list and
    those that could not be read; `unusable`, all from which nothing can be learnt: missing, not known, standing in for
    another, or wrong; and `asked`, what there would be if none were missing.
    """
    by = [*columns, *KEYS]
    rows = rows.append_column("values_listed", pc.if_else(pc.is_valid(rows["off_list"]), rows["values"], None))
    rows = rows.append_column("values_returned", pc.add(rows["values"], rows["unreadable"]))
    rows = rows.append_column("wrong", pc.add(rows["off_list"].fill_null(0), rows["unreadable"]))
    rows = rows.append_column("asked", pc.add(rows["values_returned"], rows["missing"].fill_null(0)))
    unusable = [rows[c].fill_null(0) for c in ("missing", "not_known", "stand_in", "wrong")]
    rows = rows.append_column("unusable", reduce(pc.add, unusable))
    counts = [*COUNTS, "values_listed", "values_returned", "wrong", "asked", "unusable"]
    sums = rows.group_by(by).aggregate([*((c, "sum") for c in counts), ("submission", "count_distinct")])
    names = {"submission_count_distinct": "returns", **{f"{c}_sum": c for c in counts}}
    sums = sums.rename_columns([names.get(c, c) for c in sums.column_names])
    return sums.select([*by, "returns", *counts])


def with_shares(sums: pa.Table) -> pa.Table:
    """The same rows with a share for each question, from 0 to 1."""
    for name, (part, base) in SHARES.items():
        divisor = pc.if_else(pc.greater(sums[base], 0), sums[base], None)
        share = pc.divide(sums[part].cast(pa.float64()), divisor.cast(pa.float64()))
        sums = sums.append_column(name, share)
    return sums


BY = {"provider": "ukprn", "return": "return_number", "year": "collection_year"}
"""Each way with the column that says it."""


POINTS = 10
"""How many percentage points above its peers a provider is marked. Alder's own limit."""

_COMPARED = ("missing_share", "not_known_share", "stand_in_share")


def apart_from_peers(rows: Sequence[dict[str, Any]]) -> set[tuple[int, str]]:
    """The rows (by their place) and shares that are more than `POINTS` above all others of the same record."""
    apart = set()
    for share in _COMPARED:
        part, base = SHARES[share]
        for n, row in enumerate(rows):
            others = [r for r in rows if r["record"] == row["record"] and r is not row]
            parts, bases = (sum(r[c] or 0 for r in others) for c in (part, base))
            if row[share] is not None and bases and 100 * (row[share] - parts / bases) > POINTS:
                apart.add((n, share))
    return apart
