"""Queries as people choose them on a page: the words to choose from, what was chosen, and how a query is told."""

from __future__ import annotations

import time
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

from alder.derive import variables
from alder.environment import open as open_environment
from alder.errors import AlderError, UsageError
from alder.look.words import listed
from alder.measures import Query, measures
from alder.measures.measure import AGE_BAND, PROVIDER
from alder.measures.query import can_split, query_arguments, query_object
from alder.model.period import AcademicYear, years_in_words
from alder.model.statistic import SCOPE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alder.derive.variable import Variable
    from alder.environment import Environment

MOST_BREAKDOWNS = 4
"""More than these make tables of which nearly all is hidden; a person can be asked for them."""
MOST_YEARS = 10
_TITLES = {AGE_BAND: "Age", PROVIDER: "Provider", SCOPE: "Kind of provision"}


def environment() -> Environment:
    """The store that the site runs in."""
    return open_environment(settings.ALDER_PUBLISHED.parent)


def query_of(stored: Mapping[str, Any]) -> Query:
    """A query as the database keeps it. One that today's Alder does not know any more is refused in words."""
    return Query.ask(**query_arguments(stored))


def title_of(name: str) -> str:
    """What a characteristic is called."""
    if name in _TITLES:
        return _TITLES[name]
    known = _characteristic(name)
    return known.title if known is not None else name.replace("_", " ").capitalize()


def _characteristic(name: str) -> Variable | None:
    if name in variables:
        return variables[name]
    return _of_extracts().get(name)


@cache
def _of_extracts() -> Mapping[str, Variable]:
    """Characteristics that only delivered records have, such as the destination of a pupil."""
    return {name: one for m in measures if m.extract for name, one in m.extract.variables.items()}


def in_words(query: Query) -> str:
    """A query as a title: `Starts by sex and level, 2020/21, only where level is Level 3`."""
    by = f" by {listed([_small(title_of(name)) for name in query.by])}" if query.by else ""
    scope = f", {query.scope.label.lower()}" if query.scope and len(measures[query.measure].scopes) > 1 else ""
    where = f", only where {query.where.words}" if query.where else ""
    return f"{measures[query.measure].title}{by}{scope}, {years_in_words(query.years)}{where}"


def stored_in_words(stored: Mapping[str, Any]) -> str:
    """The same of a query as it is kept; of one that is no longer known its own words."""
    try:
        return in_words(query_of(stored))
    except AlderError:
        return f"{stored.get('measure')} by {', '.join(stored.get('by', []))}, {stored.get('years')}"


def rows_of(stored: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a query asks, line by line."""
    query = query_of(stored)
    found = [("Measure", measures[query.measure].title)]
    found.append(("Split by", listed([title_of(name) for name in query.by]) or "Nothing: totals alone"))
    if query.where:
        found.append(("Only where", query.where.words))
    if query.scope and len(measures[query.measure].scopes) > 1:
        found.append(("Kind of provision", query.scope.label))
    found.append(("Years", years_in_words(query.years)))
    if query.return_number:
        found.append(("As of", query.return_number.value))
    if query.research_copy:
        found.append(("Of", "The research copy of the ILR"))
    found += [(name, str(setting)) for name, setting in query.set]
    return found


def differences(asked: Mapping[str, Any], answered: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What an answer counts otherwise than was asked: the subject, as asked, as answered."""
    before, after = dict(rows_of(asked)), dict(rows_of(answered))
    names = list(dict.fromkeys((*before, *after)))
    return [(n, before.get(n, "–"), after.get(n, "–")) for n in names if before.get(n) != after.get(n)]


def _small(title: str) -> str:
    return title[:1].lower() + title[1:] if title[1:2].islower() or len(title) < 2 else title


# What can be chosen


def measure_choices() -> list[tuple[str, str]]:
    return sorted(((m.name, m.title) for m in measures), key=lambda one: one[1].casefold())


def breakdown_choices(measure: str) -> list[tuple[str, str]]:
    return sorted(((n, title_of(n)) for n in can_split(measures[measure])), key=lambda one: one[1].casefold())


def scope_choices(measure: str) -> list[tuple[str, str]]:
    """The kinds of provision, where a measure has several."""
    scopes = measures[measure].scopes
    return [(s.value, s.label) for s in scopes] if len(scopes) > 1 else []


def category_choices(measure: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a table can be narrowed to, by characteristic: those whose categories are declared, and few enough."""
    found = []
    extract = measures[measure].extract
    own = extract.variables if extract else {}
    for name in can_split(measures[measure]):
        known = own[name] if name in own else _characteristic(name)
        if known is None or not 2 <= len(known.categories) <= _MOST_CATEGORIES:
            continue
        found.append((known.title, [(f"{name}={c.code}", f"{known.title}: {c.label}") for c in known.categories]))
    return sorted(found, key=lambda one: one[0].casefold())


_MOST_CATEGORIES = 40
_HELD_FOR = 60.0
"""Seconds for which the years of a store are remembered: reading its list of returns takes a part of a second."""
_held: dict[tuple[str, str], tuple[float, tuple[str, ...]]] = {}


def held_years(measure: str = "") -> tuple[str, ...]:
    """The years for which a measure can be counted from what is held, the latest first: from returns, unless it counts
    deliveries. None where the site has no such records.
    """
    extract = measures[measure].extract if measure else None
    folder, now = str(settings.ALDER_PUBLISHED.parent), time.monotonic()
    key = folder, extract.name if extract else ""  # measures that count one extract are drawn alike
    at, years = _held.get(key, (0.0, ()))
    if not at or now - at > _HELD_FOR:
        years = _years_in(folder, measure if extract else "")
        _held[key] = (now, years)
    return years


def _years_in(folder: str, measure: str) -> tuple[str, ...]:
    from pathlib import Path

    from alder.engine.store_sign import is_store

    if not is_store(Path(folder)):
        return ()
    try:
        store = environment().store
        if measure:
            return _years_delivered(store, measure)
        rows = store.submissions().to_pylist()
    except AlderError:
        return ()
    return tuple(sorted({str(row["collection_year"]) for row in rows}, reverse=True))


_EARLIER = 6
"""A question of one year reads deliveries of at most so many later ones: outcomes are looked for that long after."""


def _years_delivered(store: Any, measure: str) -> tuple[str, ...]:
    """The years for which every delivery is held that a measure needs, by the plan of how it is drawn from them."""
    from alder.engine import extracts
    from alder.measures.cohorts.cohort_table import cohort_table_of
    from alder.measures.cohorts.deliveries import held_deliveries

    drawing = cohort_table_of(measure)
    if drawing is None:
        return ()
    usual = {p.name: p.default for p in (*measures[measure].parameters, *drawing.parameters)}
    there = {s.start_year for slices in extracts.current(extracts.deliveries(store)).values() for s in slices}
    known = {year for year in there if year is not None}
    found = []
    for year in sorted({year - before for year in known for before in range(_EARLIER + 1)} | known, reverse=True):
        needed = [one for one in held_deliveries(store, drawing, year, usual) if not one.records.optional]
        if needed and not any(one.lacks or one.holds_nothing for one in needed):
            found.append(AcademicYear(year).label)
    return tuple(found)


def source_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """What can be counted, by whose records: those that this site has something of first, the rest as not held here.

    A measure that nothing is held for can be chosen all the same: what it counts is said, and it is asked for in words.
    """
    groups: dict[str, list[tuple[str, str]]] = {}
    for name, title in measure_choices():
        extract = measures[name].extract
        source = f"From {extract.title}" if extract else "From learner records of providers (ILR)"
        held = "" if held_years(name) else ": not held here"
        groups.setdefault(f"{source}{held}", []).append((name, title))
    return sorted(groups.items(), key=lambda group: (group[0].endswith("not held here"), group[0].casefold()))


def chosen_query(
    measure: str, by: Sequence[str], only: Sequence[str], years: Sequence[str], scope: str, ukprn: str
) -> Query:
    """What somebody chose on the page. Only declared characteristics and categories are known here: nothing that is
    typed becomes part of a filter but the digits of a provider's number.
    """
    conditions = []
    narrowed: dict[str, list[str]] = {}
    known = {value for _, options in category_choices(measure) for value, _ in options}
    for value in dict.fromkeys(only):
        if value not in known:
            raise UsageError("that is no category of this table")
        name, _, code = value.partition("=")
        narrowed.setdefault(name, []).append(code)
    for name, codes in narrowed.items():
        conditions.append(f"{name} in ({', '.join(_quoted(code) for code in codes)})")
    if ukprn:
        if not (ukprn.isascii() and ukprn.isdigit() and len(ukprn) == 8):
            raise UsageError("a UKPRN has eight digits, such as 10000001")
        conditions.append(f"{PROVIDER} = {ukprn}")
    return Query.ask(
        measure, by=list(by), years=",".join(sorted(years)), where=" and ".join(conditions), scope=scope or None
    )


def _quoted(code: str) -> str:
    """A declared code as a text of the filter language."""
    return "'" + code.replace("'", "''") + "'"


def object_of(query: Query) -> dict[str, Any]:
    """As the database keeps it."""
    return query_object(query)
