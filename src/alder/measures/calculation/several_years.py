"""One table over several years: the table of each year, put under each other. Nothing is added over years."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from alder.derive import variables
from alder.errors import NothingHeld
from alder.look.words import listed
from alder.measures.calculation import returns
from alder.measures.measure import PROVIDER, measures
from alder.model.coverage import Group
from alder.model.made_up import MadeUp
from alder.model.period import AcademicYear, years_in_words
from alder.model.quality import Quality
from alder.model.statistic import TIME, Category, Counts, Filter, Period
from alder.quality import breaks_at, caveats

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from alder.measures.calculation.returns import ChosenReturns, ExtractSource
    from alder.measures.query import Query
    from alder.model.statistic import Matched, MatchRate, MeasuredField

UNKNOWN = "Q-UNK"
"""The caution that some have no known value, and a row of their own."""


@dataclass(frozen=True)
class OfYear:
    """The table of one year, and the returns that it was worked out from."""

    counts: Counts
    choice: ChosenReturns | ExtractSource

    @property
    def providers(self) -> frozenset[int]:
        """The providers whose learning of the year is there."""
        if isinstance(self.choice, returns.ChosenReturns):
            return frozenset(h.ukprn for h in self.choice.of_year)
        return frozenset(self.choice.providers)

    @property
    def year(self) -> AcademicYear:
        return self.counts.year


class Working(Protocol):
    """Works a question of one year out. `keep_empty` keeps categories in which nothing falls."""

    def __call__(self, source: Any, query: Query, *, keep_empty: bool) -> OfYear: ...


def over_years(source: Any, query: Query, of_year: Working) -> Counts:
    """Year by year. A year of which no return is held is left out and named, as long as one is there."""
    parts, refused, why = [], [], {}
    for year in query.years:
        try:
            parts.append(of_year(source, query.of_year(year), keep_empty=True))
        except NothingHeld as error:
            refused.append(error)
            why[year] = error.why
    if not parts:
        lacks = (
            "not all that it needs is held" if measures[query.measure].extract else "no return of these years is held"
        )
        lacks = next((f"of {year}, {told}" for year, told in why.items() if told), lacks)
        raise NothingHeld(
            f"{query.measure} has no figures for {years_in_words(query.years)}: {lacks}",
            where=refused[0].where,
            next=refused[0].next,
        )
    found = together(query, parts, why)
    return replace(found, measured=_measured(parts))


def _measured(parts: list[OfYear]) -> tuple[MeasuredField, ...]:
    """How the fields are filled in the returns of each year, as a table of that year alone says it."""
    return tuple(replace(m, year=p.year.label) for p in parts for m in p.counts.measured)


def together(query: Query, parts: Sequence[OfYear], why: Mapping[AcademicYear, str]) -> Counts:
    """One table with the years as a filter. `parts` are the years that have figures, in order; `why` says of the others
    why they have none.
    """
    first = parts[0].counts
    held = {p.year: p for p in parts}
    periods = tuple(
        Period(y, provisional=y in held and held[y].counts.provisional, missing=y not in held) for y in query.years
    )
    filters, cells, keys = _without_empty(_filters(parts), _cells(parts), _keys(parts))
    excluded: Counter[str] = Counter()
    for part in parts:
        excluded.update(part.counts.excluded)
    return replace(
        first,
        year=query.years[-1],
        filters=(_time(parts), *filters),
        cells=cells,
        keys=keys,
        records=_behind([p.counts.records for p in parts], parts),
        contributions=_behind([p.counts.contributions for p in parts], parts),
        quality=_quality(query, parts, shown=_shows_unknown(filters)),
        coverage=_coverage(parts),
        group=Group.over_years([(p.year.label, p.counts.group) for p in parts]),
        sources=_sources(s for p in parts for s in p.counts.sources),
        notes=_notes(query, parts, why),
        excluded=dict(excluded),
        unknown={},
        provisional=any(p.counts.provisional for p in parts),
        periods=periods,
        matched=_matched(parts),
        made_up=MadeUp.together(p.counts.made_up for p in parts),
    )


def _matched(parts: Sequence[OfYear]) -> Matched | None:
    """The match rates of each year, under its name."""
    found = [(p.year.label, p.counts.matched) for p in parts if p.counts.matched]
    if not found:
        return None

    def of_years(some: Callable[[Matched], tuple[MatchRate, ...]]) -> tuple[MatchRate, ...]:
        return tuple(replace(r, label=f"{r.label}, {year}") for year, m in found for r in some(m))

    return replace(found[0][1], rates=of_years(lambda m: m.rates), whole=of_years(lambda m: m.whole))


def _time(parts: Sequence[OfYear]) -> Filter:
    years = tuple(Category(p.year.label, p.year.label) for p in parts)
    return Filter(TIME, "Academic year", years, has_total=False)


def _filters(parts: Sequence[OfYear]) -> tuple[Filter, ...]:
    """Each filter with the categories of any year, in their order; what stands for no known value comes last."""
    found = []
    for same in zip(*(p.counts.filters for p in parts), strict=True):
        categories = list({c.code: c for f in same for c in f.categories}.values())
        if same[0].id == PROVIDER:
            categories.sort(key=lambda c: (c.label, c.code))
        else:
            categories.sort(key=lambda c: c.code in _no_value())
        found.append(replace(same[0], categories=tuple(categories)))
    return tuple(found)


def _no_value() -> set[str]:
    """The codes that stand for no known value."""
    return {v.unknown for v in variables if v.unknown is not None}


def _shows_unknown(filters: Iterable[Filter]) -> bool:
    """Whether those without a known value of something have a row."""
    return any(c.code in _no_value() for f in filters for c in f.categories)


def _cells(parts: Sequence[OfYear]) -> pa.Table:
    tables = []
    for part in parts:
        cells = part.counts.cells
        years = pa.array([part.year.label] * cells.num_rows, pa.string())
        tables.append(cells.add_column(0, TIME, years))
    return pa.concat_tables(tables)


def _keys(parts: Sequence[OfYear]) -> pa.Table | None:
    found = [p.counts.keys for p in parts if p.counts.keys is not None]
    return pa.concat_tables(found) if len(found) == len(parts) else None


def _without_empty(
    filters: tuple[Filter, ...], cells: pa.Table, keys: pa.Table | None
) -> tuple[tuple[Filter, ...], pa.Table, pa.Table | None]:
    """The same without categories for no known value that nothing falls in in any year."""
    counts = [f.name for f in cells.schema if pa.types.is_integer(f.type)]
    kept = []
    for f in filters:
        for code in [c.code for c in f.categories if c.code in _no_value()]:
            here = pc.equal(cells[f.id], code)
            rows = cells.filter(here)
            if not any(pc.any(pc.not_equal(rows[c], 0)).as_py() for c in counts):
                f = replace(f, categories=tuple(c for c in f.categories if c.code != code))
                cells = cells.filter(pc.invert(here))
                keys = keys.filter(pc.invert(here)) if keys is not None else None
        kept.append(f)
    return tuple(kept), cells, keys


def _behind(tables: Sequence[pa.Table | None], parts: Sequence[OfYear]) -> pa.Table | None:
    """The records of all years, where they are told. A record belongs to its year."""
    found = []
    for table, part in zip(tables, parts, strict=True):
        if table is None:
            return None
        year = pa.array([part.year.label] * table.num_rows, pa.string())
        found.append(table.add_column(1, TIME, year))
    return pa.concat_tables(found)


def _quality(query: Query, parts: Sequence[OfYear], *, shown: bool) -> Quality:
    """The worst of what any year used, every caution of any year, and the breaks that lie between the years."""
    used = [p.counts.quality for p in parts]
    worst = max(q.grade for q in used)
    because = {f.field: f for q in used if q.grade is worst for f in q.because}
    crossed = breaks_at(touching(query), parts[0].year + 1, parts[-1].year)
    first = (*parts[0].choice.earlier, parts[0].year)[0]  # of what was read, no break lies before it
    found = {b: None for b in (*(b for q in used for b in q.breaks), *crossed) if b.year > first}
    breaks = sorted(found, key=lambda b: b.year)
    cautions = [c for q in used for c in q.caveats if c.code != "Q-BREAK"] + list(
        caveats(["Q-BREAK"] if any(b.year > parts[0].year for b in breaks) else [])
    )
    unique = tuple({c.code: c for c in cautions if shown or c.code != UNKNOWN}.values())
    base = tuple(dict.fromkeys(f for q in used for f in q.base))
    ids = dict.fromkeys(id for q in used for id in q.splits)
    splits = {id: tuple(dict.fromkeys(f for q in used for f in q.splits.get(id, ()))) for id in ids}
    strengths = tuple(dict.fromkeys(s for q in used for s in q.strengths))
    return Quality(worst, tuple(because.values()), unique, tuple(breaks), _coverage(parts), base, splits, strengths)


def touching(query: Query) -> set[str]:
    """What breaks in series may touch: the measure, its provision, the fields and variables that a question names."""
    measure = measures[query.measure]
    scopes = query.scopes if query.scopes != (None,) else measure.scopes
    fields = {f for n in query.by if n in variables for f in variables[n].reads}
    named = {n.name for n in query.where.named} | set(query.where.reads) if query.where else set()
    found = {measure.name, *map(str, scopes), *measure.moved_by, *query.by, *fields, *named}
    if query.settings.get("imd_edition", "by_year") != "by_year":  # one edition for all years: no break between two
        found -= {"imd_decile", "imd_quintile"}
    if query.settings.get("rural_urban_edition", "by_year") != "by_year":
        found -= {"rural_or_urban"}
    return found


def _coverage(parts: Sequence[OfYear]) -> str:
    if len(parts) == 1:
        return parts[0].counts.coverage
    if measures[parts[0].counts.measure].extract:
        return parts[0].counts.coverage
    numbers = sorted({len(p.providers) for p in parts})
    few, many = numbers[0], numbers[-1]
    said = f"{few} provider{'s' * (few != 1)}" if few == many else f"{few} to {many} providers"
    return f"{said} a year, {listed(_sources(p.choice.source for p in parts))}"


def _sources(said: Iterable[str]) -> tuple[str, ...]:
    """Sources of the years, those that differ in the year alone as one: `ILR 2017/18 to 2020/21 R14`.

    One that names several years, as a delivery that reaches over them, stays as it is.
    """
    years: dict[tuple[str, ...], set[AcademicYear]] = {}
    for source in said:
        parts = tuple(_YEAR.split(source))
        of = _YEAR.findall(source)
        form = parts if len(parts) == _AROUND_ONE else (source,)
        years.setdefault(form, set()).update({AcademicYear.parse(of[0])} if form is parts else set())
    return tuple(years_in_words(those).join(form) if those else form[0] for form, those in years.items())


_YEAR = re.compile(r"\b\d{4}/\d{2}\b")
_AROUND_ONE = 2
"""Parts of a text around one year."""


def _notes(query: Query, parts: Sequence[OfYear], lacks: Mapping[AcademicYear, str]) -> tuple[str, ...]:
    """Notes of every year once, those of some years with their years, and what several years need to be told."""
    notes: dict[str, list[AcademicYear]] = {}
    for part in parts:
        for note in part.counts.notes:
            notes.setdefault(note, []).append(part.year)
    said = [n if len(years) == len(parts) else f"{years_in_words(years)}: {n}" for n, years in notes.items()]
    if len({p.providers for p in parts}) > 1:
        said.insert(0, "The returns held are not of the same providers in every year, so part of a change may be that.")
    drawn = measures[query.measure].extract is not None
    missing: dict[str, list[AcademicYear]] = {}
    for year in (y for y in query.years if y in lacks):
        missing.setdefault("what they need is not held" if drawn else lacks[year] or "no return is held", []).append(
            year
        )
    return (*(f"No figures for {years_in_words(years)}: {why}." for why, years in missing.items()), *said)
