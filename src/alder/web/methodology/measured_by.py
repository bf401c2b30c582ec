"""Which measure an indicator of a published data set is, known by the names that Alder gives its columns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from alder.derive import variables
from alder.measures import measures

if TYPE_CHECKING:
    from alder.derive.variable import Variable
    from alder.measures import Measure
    from alder.publishing.contents import Contents


@dataclass(frozen=True)
class MethodOf:
    """The measures of a data set's indicators by the columns of these, and the variables of its filters by theirs."""

    measures: dict[str, Measure]
    variables: dict[str, Variable]

    @property
    def distinct(self) -> tuple[Measure, ...]:
        """Each measure once, in the order of the columns."""
        return tuple({measure.name: measure for measure in self.measures.values()}.values())


def method_of(contents: Contents) -> MethodOf:
    """What is known of how a data set is measured; nothing of one that was not made by these measures."""
    columns = {indicator.column for indicator in contents.indicators}
    chosen = _chosen(columns)
    found = {
        indicator.column: measure
        for indicator in contents.indicators
        for measure in chosen
        if indicator.column.removesuffix("_lower").removesuffix("_upper") in _indicators()[measure.name]
    }
    split = {filter.column: _filters()[filter.column] for filter in contents.filters if filter.column in _filters()}
    return MethodOf({c.column: found[c.column] for c in contents.indicators if c.column in found}, split)


def _chosen(columns: set[str]) -> list[Measure]:
    """Measures all of whose counts and rates are there; of two with the same counts, the one that has more there."""
    whole = [m for m in measures if _indicators()[m.name] <= columns]
    with_own = [m for m in whole if m.rates or m.averages]
    wanted = with_own or [m for m in whole if m.name in columns]
    return sorted(wanted, key=lambda m: len(_indicators()[m.name]))


@cache
def _indicators() -> dict[str, set[str]]:
    return {m.name: {i.id for i in (*m.counts, *m.rates)} | {a.id for a in m.averages} for m in measures}


@cache
def _filters() -> dict[str, Variable]:
    return {variable.name: variable for variable in variables}
