"""What was counted as `Counts`: the unprotected answer to a query of one year, with everything it must carry.

Means and medians are among it, with what each record gives to them, and the quality of what was read.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from alder.derive import variables
from alder.engine import sql_cache
from alder.errors import present
from alder.look.words import day, listed
from alder.measures.calculation import classification, returns
from alder.measures.calculation.breakdown import open_categories, scope_categories, split_by
from alder.measures.calculation.classification import classified_rows
from alder.measures.calculation.coverage import group_of
from alder.measures.calculation.extract_table import opened as opened_extract
from alder.measures.calculation.record_keys import WHOSE
from alder.measures.calculation.reference_look_up import ColumnNeeds
from alder.measures.calculation.returns import ExtractSource, ReferenceUse
from alder.measures.calculation.several_years import UNKNOWN, OfYear, touching
from alder.measures.calculation.shared_counting import YearQuery, count_queries
from alder.measures.measure import PROVIDER, Breakdown, Measure, measures
from alder.model import contributions as model
from alder.model import expr
from alder.model.definition import Parameter, Strength
from alder.model.expr import ifelse, literal, null
from alder.model.quality import FieldQuality, Quality
from alder.model.source import Collected
from alder.model.statistic import SCOPE, Category, Counts, Filter, Indicator
from alder.quality import assess, grade_of
from alder.quality.measurements import Measurements
from alder.sources import catalogue
from alder.sources.extracts.estimates import caution

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from alder.engine.protocol import Engine
    from alder.measures.calculation.counting import CountedScope
    from alder.measures.calculation.returns import ChosenReturns
    from alder.measures.calculation.shared_counting import CountedYear
    from alder.measures.query import Query
    from alder.model.expr import Table
    from alder.model.statistic import MeasuredField

ALONE = "One return alone cannot give an official rate: final returns of earlier years belong to it."


def of_extract(source: Any, query: Query, *, keep_empty: bool = False) -> OfYear:
    """The answer to a question of one year whose measure counts the rows of a table of its own, and not aims."""
    with opened_extract(source, query) as (engine, extract):
        return OfYear(to_counts(engine, query, extract, providers_in(engine, extract), keep_empty=keep_empty), extract)


def needs_of(query: Query) -> ColumnNeeds:
    """What the table of aims must have for a question of one year: for its measure, its splits and its filter."""
    asked = measures[query.measure]
    read = [*query.variables, *(variables[n] for n in asked.derives if n in variables)]
    has = query.where.records if query.where else {}
    return ColumnNeeds.of(read, query.year.start, query.settings, (*asked.columns, *query.columns), has)


def providers_in(engine: Engine, choice: ChosenReturns | ExtractSource) -> dict[int, str]:
    """Providers with their names where the table of providers is there, in the order of their labels."""
    names: dict[int, str] = {}
    if engine.has("provider"):
        schema = engine.schema("provider")
        rows = engine.run(
            lambda: expr.table("provider", schema).select("ukprn", "name"),
            key=sql_cache.key("measures", "names of providers", schema),
        )
        names = {r["ukprn"]: r["name"] for r in rows.to_pylist()}
    labels = {ukprn: names.get(ukprn) or str(ukprn) for ukprn in choice.providers}
    if isinstance(choice, ExtractSource):
        labels |= {ukprn: choice.labels[ukprn] for ukprn in choice.providers if ukprn in choice.labels}
    return dict(sorted(labels.items(), key=lambda item: (item[1], item[0])))


def to_counts(
    engine: Engine,
    query: Query,
    choice: ChosenReturns | ExtractSource,
    providers: Mapping[int, str],
    used: ReferenceUse | None = None,
    *,
    keep_empty: bool = False,
    counted_year: CountedYear | None = None,
    measurements: Measurements | None = None,
) -> Counts:
    """The counts of a query over the table of aims that the engine holds, for which `used` was looked into.

    Categories that are there only if anything falls in them are left out where nothing does, unless `keep_empty`.
    Places of the nation that the reference data are not about are left out either way.
    `counted_year` is what was counted, if that was done together with other queries, and `measurements` what was
    measured of the returns, if that was read for them.
    """
    used = used or ReferenceUse()
    measure = measures[query.measure]
    apart = _is_apart(query)
    settings = query.settings
    counted, match = (
        counted_year or count_queries(engine, [YearQuery(query, splits_of(engine, query, providers, used))])[0]
    )
    without = _unknown(measure, counted)
    elsewhere = {code for v in variables for code in (v.real if used.has_made_up_places else v.made_up)}
    for name, code in dict.fromkeys((s.id, code) for c in counted.values() for s in c.splits for code in s.if_any):
        if (code in elsewhere or not keep_empty) and not any(c.has(name, code) for c in counted.values()):
            counted = {scope: c.without(name, code) for scope, c in counted.items()}
    filters = _filters(measure, counted, with_scope=measure.separate_scopes and (apart or SCOPE in query.by))
    provisional = not choice.is_final or (measure.needs_history and not choice.earlier)
    provisional = provisional or (measure.years_after > 0 and not choice.follows_to_the_end)
    laid, behind = _cells(filters, counted), None
    if measure.averages:
        behind = contributed(engine, query, next(iter(counted.values())).splits)
        laid = figures(query, filters, laid, behind)
    return Counts(
        measure=measure.name,
        title=_title(measure, query),
        year=query.year,
        filters=filters,
        indicators=_indicators(measure, settings),
        cells=laid,
        contributions=behind,
        quality=carried(measure, query, choice, counted),
        version=measure.version,
        definition=_definition(measure, query),
        coverage=choice.coverage,
        group=group_of(choice, providers, query),
        sources=(
            choice.source,
            *choice.delivered,
            *(f"ILR {y}" for y in choice.later),
            *(f"ILR {y} R14" for y in sorted(choice.earlier, reverse=True)),
            *used.says,
            *_successors(choice, used),
        ),
        notes=notes_of(measure, query, choice, used),
        excluded=_excluded(counted, apart=apart) | _without_row(query, choice),
        unknown=without,
        reads_as=measure.reads_as,
        provisional=provisional,
        measured=_measured(measurements or Measurements(engine), query, choice, counted),
        where=query.where.text if query.where else "",
        where_words=query.where.words if query.where else "",
        matched=match,
        made_up=used.beside(choice.made_up),
        source_ids=(choice.extract.source,) if isinstance(choice, ExtractSource) else ("ilr",),
        keys=pa.concat_tables([c.keys() for c in counted.values()]) if all(c.keyed for c in counted.values()) else None,
        records=_records(filters, counted),
    )


def _is_apart(query: Query) -> bool:
    """Whether the table shows several scopes, which are never added together."""
    return measures[query.measure].separate_scopes and len(query.scopes) > 1


def splits_of(
    engine: Engine, query: Query, providers: Mapping[int, str], used: ReferenceUse
) -> dict[Any, list[Breakdown]]:
    """The filters of a question in each of its scopes."""
    measure, year, settings = measures[query.measure], query.year.start, query.settings
    by = [n for n in query.by if not (n == SCOPE and measure.separate_scopes)]
    found = open_categories(engine, by, year, settings)
    said: dict[str, Any] = {"year": year, "settings": settings, "providers": providers, "found": found}
    said |= {"alone": not _is_apart(query), "listed": used.has_list_of_aims, "made_up": used.has_made_up_places}
    along = [measure.moments(settings)] if measure.moments else []
    return {scope: [*along, *(split_by(name, measure, scope, **said) for name in by)] for scope in query.scopes}


def _title(measure: Measure, query: Query) -> str:
    """The measure, the scope where it is one of several, and of whom alone."""
    scope = f", {query.scope.label.lower()}" if query.scope and len(measure.scopes) > 1 else ""
    return measure.title + scope + (f" (only those where {query.where.words})" if query.where else "")


def _indicators(measure: Measure, settings: Mapping[str, Any]) -> tuple[Indicator, ...]:
    halves, nothing = settings.get("halves", "up"), settings.get("nothing_to_divide_by", "missing")
    rates = (replace(r, halves=halves, nothing=nothing) for r in measure.rates)
    return (*measure.counts, *rates, *measure.averages)


def _filters(measure: Measure, counted: Mapping[Any, CountedScope], *, with_scope: bool) -> tuple[Filter, ...]:
    """The filters of the table: scope first, then each characteristic with the categories of any scope."""
    filters = []
    if with_scope:
        filters.append(Filter(SCOPE, "Provision", scope_categories(tuple(counted)), has_total=False))
    for same in zip(*(c.splits for c in counted.values()), strict=True):
        categories = dict.fromkeys(c for split in same for c in split.categories)
        first: Breakdown = next((s for s in same if s.categories), same[0])
        filters.append(
            Filter(
                first.id,
                first.label,
                tuple(sorted(categories, key=lambda c: _place_of(c, same))),
                additive=not first.moments and (not measure.counts_learners or first.person),
                has_total=not first.moments,
                moments=first.moments,
            )
        )
    return tuple(filters)


def _place_of(category: Category, same: Iterable[Breakdown]) -> tuple[bool, int]:
    """Categories keep the order of the scopes that have them; those that stand for no known value come last."""
    splits = list(same)
    unknown = any(s.unknown == category.code for s in splits)
    before = 0
    for s in splits:
        if category.code in s.codes:
            return unknown, before + s.codes.index(category.code)
        before += len(s.codes)
    return unknown, before


def _cells(filters: tuple[Filter, ...], counted: Mapping[Any, CountedScope]) -> pa.Table:
    """The rows of all scopes under each other. What cannot exist in a scope has no row there."""
    tables = []
    for scope, found in counted.items():
        table = found.table()
        if filters and filters[0].id == SCOPE and SCOPE not in table.column_names:
            table = table.add_column(0, SCOPE, pa.array([str(scope)] * table.num_rows, pa.string()))
        tables.append(table)
    return pa.concat_tables(tables)


def _records(filters: tuple[Filter, ...], counted: Mapping[Any, CountedScope]) -> pa.Table | None:
    """The records of all scopes, where they are told."""
    tables = []
    for scope, found in counted.items():
        if found.records is None:
            return None
        table = found.records
        if filters and filters[0].id == SCOPE and SCOPE not in table.column_names:
            table = table.append_column(SCOPE, pa.array([str(scope)] * table.num_rows, pa.string()))
        tables.append(table.select([*WHOSE, *(f.id for f in filters), *found.counts]))
    return pa.concat_tables(tables)


def _unknown(measure: Measure, counted: Mapping[Any, CountedScope]) -> dict[str, int]:
    """How many of the units counted first have no known value, by filter."""
    base = (measure.rates[0].of or ("", measure.counts[0].id))[1] if measure.rates else measure.counts[0].id
    found: dict[str, int] = {}
    for c in counted.values():
        for s in c.splits:
            if s.unknown is not None:
                found[s.id] = found.get(s.id, 0) + c.total(base, **{s.id: s.unknown})
    return found


def _excluded(counted: Mapping[Any, CountedScope], *, apart: bool) -> dict[str, int]:
    return {
        (f"{scope.label}: {reason}" if apart else reason): n
        for scope, c in counted.items()
        for reason, n in sorted(c.left_out.items())
    }


def _without_row(query: Query, choice: ChosenReturns | ExtractSource) -> dict[str, int]:
    """How many of a drawn table's cohort have no row, by reason. Of a filter nobody knows whom it would leave."""
    return {} if query.where or not isinstance(choice, ExtractSource) else dict(choice.left_out)


def _fields(query: Query, splits: Iterable[Breakdown]) -> list[str]:
    """The collected fields that a question uses: to count, to split, and to leave out what does not fit."""
    filtered = query.where.reads if query.where else ()
    return [*measures[query.measure].moved_by, *(f for s in splits for f in s.reads), *filtered]


def _measured(
    measurements: Measurements, query: Query, choice: ChosenReturns | ExtractSource, counted: Mapping[Any, CountedScope]
) -> tuple[MeasuredField, ...]:
    """How the fields that were read are filled, over all records of the year's returns, whatever the question.

    Not over the returns of other years that a measure also reads: of shares of one year, of another and of both
    together readers could work out more than each of them tells.
    """
    splits = [s for c in counted.values() for s in c.splits]
    fields = _fields(query, splits)
    # Also where this table is not split by them: a share would narrow what the table that is split by them hides.
    shown = variables.fields_with_unknown | {f for s in splits if s.unknown is not None for f in s.reads}
    return measurements.of(fields, {h.submission: h.year for h in choice.used if h.year == query.year}, in_tables=shown)


def _definition(measure: Measure, query: Query) -> str:
    lines = [f"Counted: {measure.numerator}"]
    if measure.rates:
        lines = [f"Numerator: {measure.numerator}", f"Denominator: {measure.denominator}"]
    if measure.exclusions:
        lines.append("Left out: " + " ".join(measure.exclusions))
    lines += [f"Set for this table: {n} = {Parameter.shown(v)}." for n, v in query.set]
    return "\n".join(lines)


def notes_of(
    measure: Measure, query: Query, choice: ChosenReturns | ExtractSource, used: ReferenceUse
) -> tuple[str, ...]:
    notes = []
    if measure.needs_history and not choice.earlier:
        notes.append(ALONE)
    elif measure.needs_history and not choice.has_every_year_before:
        notes.append(
            f"Not every provider's final return of {query.year - 1} is held; for those without it, late reports, "
            "breaks and missing aims cannot be judged."
        )
    if measure.needs_history and isinstance(choice, returns.ChosenReturns):
        notes += _of_providers(choice)
    if not choice.is_final:
        notes.append(f"Provisional: {choice.source} was made before the year closed.")
    if measure.moments and isinstance(choice, returns.ChosenReturns):
        notes.append(f"Starters are followed to {day(choice.last_day)}, where their provider's returns tell of it.")
    elif choice.later:
        notes.append(
            f"Only learning at providers whose returns of {choice.later[-1]} are held is seen; what was learned "
            "elsewhere, at a university for example, is not."
        )
        if isinstance(choice, returns.ChosenReturns) and not choice.follows_to_the_end:
            notes.append(f"Provisional: learners are followed to {day(choice.last_day)}, where a return tells of it.")
    if isinstance(choice, ExtractSource):
        notes += choice.notes
    notes += measure.notes
    names = {*query.by, *(n.name for n in query.where.named)} if query.where else {*query.by}
    if "level" in names and not used.has_list_of_aims:
        notes.append(f"Levels are known for apprenticeship frameworks only. {variables['level'].without}")
    subjects = [variables[n] for n in ("subject_area", "subject_area_tier_2") if n in names]
    if subjects and not {"lars_standard_subject", "lars_framework_subject"} <= {*used.tables}:
        notes.append(subjects[0].without)
    if PROVIDER in query.by and measure.counts_learners:
        notes.append("A learner with several providers is counted in the row of each.")
    if query.where and not measure.extract and (lacking := query.where.uncollected(query.year)):
        notes.append(
            f"Returns of {query.year} do not hold {listed(lacking)}, which the filter asks about: missing there."
        )
    said = {p.name: p for p in query.parameters if p.in_notes}
    notes += [f"{p.decides.removesuffix('.')}: {p.meanings[query.settings[n]]}" for n, p in said.items()]
    unusual = [(n, v) for n, v in _unusual(query) if n not in said]
    notes += [f"{n} was set to {Parameter.shown(v)}: not the usual definition." for n, v in unusual]
    return tuple(notes)


def _successors(choice: ChosenReturns | ExtractSource, used: ReferenceUse) -> tuple[str, ...]:
    """The table of successors, where a provider is counted with another by it."""
    if not (isinstance(choice, returns.ChosenReturns) and choice.successors):
        return ()
    return (f"successors of providers (edition {used.editions.get(returns.SUCCESSORS) or 'not named'})",)


def _of_providers(choice: ChosenReturns) -> list[str]:
    """What is done with the aims of providers that merged, or that stopped returning."""
    notes = []
    if (n := len(choice.successors)) > 0:
        notes.append(
            f"{n} provider{'s' * (n != 1)} that merged by the end of {choice.year}: counted with the successor."
        )
    if (n := len(choice.stopped)) > 0:
        notes.append(
            f"{n} provider{'s' * (n != 1)} of which earlier returns were read made none of {choice.year} that is held. "
            "Whether what went on there was left is not known, and it is not counted, since the year is not declared "
            "complete. Declare it (alder store covers), or set years_complete."
        )
    return notes


def _unusual(query: Query) -> list[tuple[str, Any]]:
    defaults = query.defaults
    return [(n, v) for n, v in query.set if v != defaults[n]]


LINKED = "Q-LINK"
"""The caution of figures that rest on linked records."""


def carried(
    measure: Measure, query: Query, choice: ChosenReturns | ExtractSource, counted: Mapping[Any, CountedScope]
) -> Quality:
    """What a table of one year carries. Cautions of sources are added here, so no measure can leave them out.

    None depends on a count that is not in the table: that some have no known value is said where they have a row.
    """
    splits = [s for c in counted.values() for s in c.splits]
    narrowed = _filter_definitions(measure, query)
    filtered: list[str | FieldQuality] = [
        *(query.where.reads if query.where else ()),
        *(FieldQuality.of_definition(s.name, s.evidence) for s in narrowed),
    ]
    cautions: list[str] = []
    if not choice.is_final:
        cautions.append("Q-PROV")
    if measure.needs_history and not choice.earlier:
        cautions.append("Q-ONE")
    if choice.is_research:
        cautions.append("Q-COPY")
    cautions += of_source(measure)
    cautions += measure.caveats
    cautions += [code for s in splits for code in s.caveats]
    cautions += query.where.caveats if query.where else ()
    if any(s.unknown is not None for s in splits):
        cautions.append(UNKNOWN)
    if measure.counts_learners and any(not s.person for s in splits):
        cautions.append("Q-ONCE")
    first = choice.earlier[0] + 1 if choice.earlier else query.year
    defined = definition_of(measure, query)
    reads: dict[str, list[str | FieldQuality]] = {}
    for split in splits:
        reads.setdefault(split.id, []).extend(split.reads)
        if split.strength:
            reads[split.id].append(FieldQuality.of_definition(split.strength.name, split.strength.evidence))
    return assess(
        [*graded(measure), *([] if measure.extract else filtered)],
        touching=touching(query),
        years=(min(first, query.year), query.year),
        shown=(query.year, query.year),
        cautions=cautions,
        coverage=choice.coverage,
        splits={} if measure.extract else reads,
        strengths=(defined, *(s for s in (*(s.strength for s in splits if s.strength), *narrowed) if not s.is_primary)),
    )


def _filter_definitions(measure: Measure, query: Query) -> list[Strength]:
    """How strong the definitions are of the variables that a filter names: they decide who is counted."""
    own = measure.extract.variables if measure.extract else {}
    names = dict.fromkeys(named.name for named in query.where.named) if query.where else ()
    found = [v for name in names if (v := own.get(name) or variables.get(name))]
    return [Strength.of(v.name, v.evidence, v.source, v.parameters, dict(query.set)) for v in found]


def graded(measure: Measure) -> list[str | FieldQuality]:
    """What the grade of a measure's figures rests on: the fields, or the source, that can move them, and what defines
    them.
    """
    fields: list[str | FieldQuality] = [measure.extract.quality] if measure.extract else list(measure.moved_by)
    return [*fields, FieldQuality.of_definition(measure.name, measure.evidence)]


def quality_of(measure: Measure) -> Quality:
    """The quality of a measure by itself, whatever it is split by."""
    return Quality.of(f if isinstance(f, FieldQuality) else grade_of(f) for f in graded(measure))


def definition_of(measure: Measure, query: Query) -> Strength:
    """How strong the definition of a measure is, as a question sets it, for the kinds of learning that it asks for."""
    return Strength.of(
        measure.name,
        measure.evidence,
        measure.source,
        measure.parameters,
        query.settings,
        version=measure.version,
        gaps=tuple(
            f"{scope.label}: {measure.gaps[scope]}" if scope else measure.gaps[scope]
            for scope in query.scopes
            if scope in measure.gaps
        ),
    )


def of_source(measure: Measure) -> list[str]:
    """The cautions of what a measure counts: answers to a survey, projections, records that were linked by person."""
    found = [LINKED] if measure.years_after else []
    if measure.extract:
        source = catalogue.source(measure.extract.source)
        found += [c.code for c in caution(source)]
        found += [LINKED] if source.collected is Collected.LINKED or measure.extract.linked else []
    return found


def contributed(engine: Engine, query: Query, splits: Sequence[Breakdown]) -> pa.Table:
    """A row for each record behind a mean or median: whose it is, its category in each filter, and its values."""
    measure, year, settings = measures[query.measure], query.year.start, query.settings
    table = present(measure.extract, f"{measure.name} has means and is drawn from no extract").table()

    def build() -> Table:
        rows = classified_rows(measure, table, year, query.scope, settings)
        if query.where is not None:
            rows = query.where.rows(rows, year=year, scope=query.scope, **settings)
        # Not by their plain names: a field may have the same but for its case, which SQL does not tell apart.
        by = {f"by_{s.id}": s.column(rows) for s in splits}
        values = {
            f"value_{a.id}": ifelse(rows[a.rests_on], rows[a.id].cast("float64"), null("float64"))
            for a in measure.averages
        }
        some = literal(False)
        for a in measure.averages:
            some = some | rows[a.rests_on]
        return rows.mutate(**by, **values).filter(some).select(model.PERSON, *by, *values)

    key = sql_cache.key(
        "measures",
        "contributed",
        *classification.key(measure),
        year,
        [(s.id, s.key) for s in splits],
        sorted(settings.items()),
        query.where,
    )
    found = engine.run(build, key=key)
    return found.rename_columns([name.removeprefix("by_").removeprefix("value_") for name in found.column_names])


def figures(query: Query, filters: Sequence[Filter], cells: pa.Table, contributions: pa.Table) -> pa.Table:
    """The cells with a column for each mean and median."""
    one, row = model.in_cells(filters, cells, contributions)
    for i in measures[query.measure].averages:
        value: Any = contributions[i.id].to_numpy(zero_copy_only=False)
        known = ~np.isnan(value[one])
        found = model.averages(i, value[one[known]], row[known], cells.num_rows)
        cells = cells.append_column(i.id, pa.array(found, pa.float64()))
    return cells
