"""The match rate of each group of a characteristic."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from alder.linkage.identifying_columns import ROW
from alder.linkage.report import BySubgroup, Share
from alder.model.statistic import Category

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from alder.engine.protocol import Engine
    from alder.model.expr import Table, Value

LINKED = "linked rows"
"""The table that says of each row whether it was linked."""
UNKNOWN = Category("Unknown", "Unknown")


@dataclass(frozen=True)
class Subgroup:
    """A characteristic by which match rates are shown apart. `column` gives the code of each row from the columns that
    it `reads`. `categories` are in their own order; without any, the values found are the groups. Those that are `real`
    are not shown empty where some of those that are `made_up` are found, nor these where none is.
    """

    name: str
    title: str
    reads: tuple[str, ...]
    column: Callable[[Table], Value] = field(repr=False)
    categories: tuple[Category, ...] = ()
    real: tuple[str, ...] = ()
    made_up: tuple[str, ...] = ()


def tell_linked(engine: Engine, linked: npt.NDArray[np.bool_]) -> None:
    """Let the engine know which rows were linked."""
    engine.add(LINKED, pa.table({ROW: np.arange(len(linked), dtype=np.int64), "linked": linked}))


def keep_linked(engine: Engine, table: str, links: str) -> None:
    """Work out in the engine which rows of a table were linked, from its links."""
    from alder.model import expr

    schemas = {name: engine.schema(name) for name in (table, links)}

    def build() -> Table:
        rows, linked = (expr.table(name, schema) for name, schema in schemas.items())
        once = linked.select(**{ROW: linked.left_row}).distinct().mutate(linked=True)
        t = rows.select(ROW).left_join(once, ROW)
        return t.select(ROW, linked=t.linked.fill_null(False))

    engine.keep(LINKED, build)


def by_subgroup(engine: Engine, table: str, by: Sequence[Subgroup]) -> tuple[BySubgroup, ...]:
    """The shares of a table's rows that were linked, by each characteristic. See `tell_linked`."""
    if not by:
        return ()
    from alder.model import expr

    schemas = {name: engine.schema(name) for name in (table, LINKED)}

    def build(split: Subgroup) -> Table:
        rows = expr.table(table, schemas[table])
        coded = rows.select(ROW, code=split.column(rows).cast("string"))
        t = coded.inner_join(expr.table(LINKED, schemas[LINKED]), ROW)
        return t.group_by("code").aggregate(of=t.count(), linked=t.linked.sum())

    subgroups = []
    for split in by:
        shares: dict[str, Share] = {}
        for row in engine.run(partial(build, split)).to_pylist():
            code = UNKNOWN.code if row["code"] is None else row["code"]
            old = shares.get(code, Share(0, 0))
            shares[code] = Share(old.linked + int(row["linked"]), old.of + row["of"])  # sums come as decimals
        subgroups.append(BySubgroup(split.name, split.title, _ordered(split, shares), split.reads))
    return tuple(subgroups)


def _ordered(split: Subgroup, shares: dict[str, Share]) -> tuple[tuple[Category, Share], ...]:
    known = list(split.categories)
    codes = {c.code for c in known}
    known += [Category(c, c) for c in sorted(shares) if c not in codes and c != UNKNOWN.code]
    if UNKNOWN.code in shares and UNKNOWN.code not in codes:
        known.append(UNKNOWN)
    unseen = split.real if shares.keys() & set(split.made_up) else split.made_up
    return tuple((c, shares.get(c.code, Share(0, 0))) for c in known if c.code in shares or c.code not in unseen)
