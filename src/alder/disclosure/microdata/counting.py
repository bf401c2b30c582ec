"""Lines of a file as counts that `alder.protect` takes: how many, and how many of them say yes, with the rate."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from alder.errors import UsageError
from alder.model.period import AcademicYear
from alder.model.quality import Quality
from alder.model.record_keys import FULL
from alder.model.statistic import Category, Counts, Filter, Indicator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from alder.disclosure.microdata.lines import Lines


class LineKeys(NamedTuple):
    """Of each line the keys of its learner."""

    record: NDArray[np.uint64]
    """In the year,"""
    person: NDArray[np.uint64]
    """in whichever year, and whatever is counted,"""
    draws: NDArray[np.int64]
    """and what noise and random rounding draw from."""


PEOPLE, WITH, RATE = "count", "with", "rate"


def counts_of(
    lines: Lines,
    *,
    title: str,
    year: AcademicYear | str,
    of: str = "",
    decimals: int = 1,
    keys: LineKeys | None = None,
    sources: Sequence[str] = (),
) -> Counts:
    """The counts of every combination of codes, totals included, and with `of` the rate of those that say yes.

    `keys` are of the learners behind the lines, where the ledger is to compare them.
    """
    if lines.weight is not None:
        raise UsageError(
            "a rate is protected by how many people stand behind it, and weights change what it is",
            next="Leave --weight out, or ask for two weighted counts: of all, and by the column itself.",
        )
    if lines.is_held and len(np.unique(lines.holding)) < len(lines.holding):
        raise UsageError(
            "somebody has several lines, so these are no counts of people",
            next="Give one line a person, or leave --contributor out and count lines.",
        )
    filters = tuple(
        Filter(d.name, d.name, tuple(Category(c, c) for c in d.codes[1:]), total_label=d.codes[0])
        for d in lines.dimensions
    )
    size = int(np.prod(lines.shape))
    told = [(PEOPLE, np.ones(len(lines.value), dtype=bool)), *([(WITH, lines.value > 0)] if of else [])]
    summed = {name: np.zeros(size, dtype=np.int64) for name, _ in told}
    for cell in lines.cells():
        for name, which in told:
            summed[name] += np.bincount(cell[which], minlength=size).astype(np.int64)
    every = list(product(*(d.codes for d in lines.dimensions)))
    columns = {d.name: pa.array([codes[k] for codes in every], pa.string()) for k, d in enumerate(lines.dimensions)}
    cells = pa.table({**columns, **{name: pa.array(found) for name, found in summed.items()}})
    indicators = [Indicator(PEOPLE, "Count", "people")]
    if of:
        indicators += [
            Indicator(WITH, f"With {of}", "people"),
            Indicator(RATE, f"Rate of {of}", "%", (WITH, PEOPLE), decimals),
        ]
    records = None if keys is None else _records(lines, keys, told)
    return Counts(
        measure=title,
        title=title,
        year=AcademicYear.parse(year) if isinstance(year, str) else year,
        filters=filters,
        indicators=tuple(indicators),
        cells=cells,
        quality=Quality.of([]),
        version="1",
        definition="Lines of a file of records.",
        coverage=title,
        source_ids=tuple(sources),
        records=records,
        keys=None if keys is None else _summed(lines, keys.draws, told, columns),
    )


def _records(lines: Lines, keys: LineKeys, told: list[tuple[str, NDArray[np.bool_]]]) -> pa.Table:
    columns = {
        d.name: pa.array([d.codes[n] for n in of.tolist()], pa.string())
        for d, of in zip(lines.dimensions, lines.places, strict=True)
    }
    whose = {"record": pa.array(keys.record), "person": pa.array(keys.person)}
    return pa.table({**whose, **columns, **{name: pa.array(which) for name, which in told}})


def _summed(
    lines: Lines, draws: NDArray[np.int64], told: list[tuple[str, NDArray[np.bool_]]], columns: dict[str, pa.Array]
) -> pa.Table:
    """The sum of what the lines of each cell draw from."""
    size = int(np.prod(lines.shape))
    summed = {name: np.zeros(size, dtype=np.int64) for name, _ in told}
    for cell in lines.cells():
        for name, which in told:
            np.add.at(summed[name], cell[which], draws[which])
    return pa.table({**columns, **{name: pa.array(found % FULL) for name, found in summed.items()}})
