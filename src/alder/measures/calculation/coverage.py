"""Whose records a table counts: the providers whose returns were used, and what is declared of what a store holds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alder.engine import coverage
from alder.measures.calculation.returns import ExtractSource, copied_from
from alder.measures.condition.tree import AllConditions, AnyCondition, ComparisonCondition, NotCondition, OneOfCondition
from alder.measures.measure import PROVIDER
from alder.model.coverage import Group, Whole
from alder.model.geographic_levels import PROVIDER as PROVIDER_LEVEL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alder.engine.coverage import DeclarationCheck
    from alder.engine.store import Store
    from alder.measures.calculation.returns import ChosenReturns
    from alder.measures.condition.tree import Tree
    from alder.measures.query import Query
    from alder.model.period import AcademicYear

UNDECLARED = "nothing declares what the store holds as of {}"
UNDECLARED_COPY = "nothing declares what the research copy held is all of"


def of_store(store: Store, choice: ChosenReturns) -> ChosenReturns:
    """The same choice of returns, with what the store says of them: deliveries that any came from, a declaration."""
    if choice.is_research:
        standing = coverage.of_extract(store, coverage.RETURNS, choice.year)
    else:
        standing = coverage.of_returns(store, choice.year, {h.ukprn: h.return_number for h in choice.of_year})
    complete = choice.complete | _complete(store, choice)
    return replace(choice, delivered=copied_from(store, choice), standing=standing, complete=complete)


def _complete(store: Store, choice: ChosenReturns) -> frozenset[int]:
    """The years whose final returns are declared to be all of a place and are: who made none of them has stopped.

    Asked only where somebody's returns end before the year, since each year costs a look at what is held.
    """
    if not choice.stopped:
        return frozenset()
    of_ilr = [d for d in coverage.declarations(store) if d.source == coverage.RETURNS]
    if choice.is_research:
        final = [d for d in of_ilr if d.return_number is None]
    else:
        final = [d for d in of_ilr if d.return_number is not None and d.return_number.is_final]
    return frozenset(d.year.start for d in final if coverage.standing(store, d).holds)


def of_extracts(store: Store, sources: Iterable[str], year: AcademicYear) -> tuple[DeclarationCheck | None, ...]:
    """What is declared of the year of each source of which an extract is read."""
    return tuple(coverage.of_extract(store, source, year) for source in dict.fromkeys(sources))


def group_of(choice: ChosenReturns | ExtractSource, names: Mapping[int, str], query: Query) -> Group:
    """Those whose records a question of one year counts."""
    if isinstance(choice, ExtractSource):
        return _of_extract(choice)
    held = {h.ukprn for h in choice.of_year}
    tree = query.where.tree if query.where else None
    counted = {ukprn for ukprn in held if tree is None or _fits(tree, ukprn) is not False}
    (one,) = counted if len(counted) == 1 else (None,)
    has_code = not choice.is_research  # the copy has a pseudonym in place of a provider's number
    alone = Whole(PROVIDER_LEVEL, str(one), names.get(one) or str(one)) if has_code and one else None
    group = Group(len(counted), len(counted), alone, of=len(held) if counted != held else 0)
    if one is not None and counted != held:
        return replace(group, against="the question is about one provider")
    standing = choice.standing
    if standing is None:
        nothing = UNDECLARED_COPY if choice.is_research else UNDECLARED.format(choice.returns[-1])
        return replace(group, against=nothing)
    declared = standing.declaration
    if standing.holds:
        return replace(group, place=declared.place, proof=declared.words)
    return replace(group, claimed=declared.place, against=f"{declared.place.name} is declared, but {standing.against}")


def _of_extract(choice: ExtractSource) -> Group:
    group = Group(delivery="the deliveries held" if choice.standings else "the table handed over")
    places = {s.declaration.place for s in choice.standings if s is not None and s.holds}
    if choice.standings and len(places) == 1 and all(s is not None and s.holds for s in choice.standings):
        proofs = dict.fromkeys(s.declaration.words for s in choice.standings if s is not None)
        return replace(group, place=places.pop(), proof="; ".join(proofs))
    for standing in choice.standings:
        if standing is not None and not standing.holds:
            claimed = standing.declaration.place
            return replace(group, claimed=claimed, against=f"{claimed.name} is declared, but {standing.against}")
    return replace(group, against="nothing declares what the deliveries are all of")


def _fits(tree: Tree, ukprn: int) -> bool | None:
    """Whether records of a provider fit a filter as far as it asks about providers; None where that is open."""
    if isinstance(tree, NotCondition):
        found = _fits(tree.part, ukprn)
        return None if found is None else not found
    if isinstance(tree, AllConditions | AnyCondition):
        parts = {_fits(part, ukprn) for part in tree.parts}
        decides = isinstance(tree, AnyCondition)
        return decides if decides in parts else None if None in parts else not decides
    if isinstance(tree, ComparisonCondition) and tree.of.name == PROVIDER and tree.sign in ("=", "!="):
        return (str(tree.value) == str(ukprn)) == (tree.sign == "=")
    if isinstance(tree, OneOfCondition) and tree.of.name == PROVIDER:
        return (str(ukprn) in map(str, tree.values)) != tree.denied
    return None
