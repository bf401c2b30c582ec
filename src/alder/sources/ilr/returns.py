"""What a store holds, by provider, year and return."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from alder.engine import reference, submission

if TYPE_CHECKING:
    from alder.engine.store import Store
    from alder.model.period import AcademicYear

_SHOWN = (
    *("ukprn", "collection_year", "return_number", "return_assumed", "sent", "received", "learners"),
    *("learning_deliveries", "errors", "warnings", "learners_with_errors", "file_name", "submission", "made_up"),
)


@dataclass(frozen=True)
class Returns:
    """The submissions of a store, newest year first, and which of them are current.

    `table` has a row for each submission; `provider` is the provider's name where the store knows it. `awaited` names
    the known providers that have no return in the year asked for: UKPRN and name.
    """

    table: pa.Table
    awaited: tuple[tuple[int, str], ...] = ()

    @property
    def current(self) -> pa.Table:
        """The submissions that count: the latest of each provider and year."""
        return self.table.filter(self.table["current"])

    def to_arrow(self) -> pa.Table:
        return self.table

    def to_json(self) -> str:
        """All rows as JSON, moments in ISO form."""
        rows = [{k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in r.items()} for r in self._rows()]
        awaited = [{"ukprn": u, "provider": n} for u, n in self.awaited]
        return json.dumps({"returns": rows, "awaited": awaited}, indent=1)

    def _rows(self) -> list[dict[str, object]]:
        rows: list[dict[str, object]] = self.table.to_pylist()
        return rows


def returns(store: Store, *, year: AcademicYear | None = None, ukprn: int | None = None) -> Returns:
    """The submissions that a store holds, of one year or one provider if asked."""
    held = store.submissions()
    current = submission.latest(held)["submission"].combine_chunks()
    rows = submission.in_years(held, [year] if year else [])
    if ukprn is not None:
        rows = rows.filter(pc.equal(rows["ukprn"], ukprn))
    names = _names(store)
    table = rows.select(list(_SHOWN))
    table = table.append_column("current", pc.is_in(table["submission"], current))
    shown = [names.get(u) for u in table["ukprn"].to_pylist()]
    table = table.append_column("provider", pa.array(shown, pa.string()))
    order = pa.table(
        {
            "year": pc.negate(pc.utf8_slice_codeunits(table["collection_year"], 0, 4).cast(pa.int32())),
            "name": table["provider"].fill_null("￿"),
            **{c: table[c] for c in ("ukprn", "return_number", "sent", "submission")},
        }
    )
    table = table.take(pc.sort_indices(order, sort_keys=[(c, "ascending") for c in order.column_names]))
    seen = set(table["ukprn"].to_pylist())
    missing = [(u, n) for u, n in names.items() if u not in seen] if year and ukprn is None else []
    return Returns(table, tuple(sorted(missing, key=lambda p: p[1])))


def _names(store: Store) -> dict[int, str]:
    """Providers' names, if the store has the reference table `provider`: ILR files do not say them."""
    known = reference.get(store, "provider")
    if known is None:
        return {}
    return dict(zip(known["ukprn"].to_pylist(), known["name"].to_pylist(), strict=True))
