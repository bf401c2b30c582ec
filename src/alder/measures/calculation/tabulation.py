"""From queries to `Counts`: one alone, or many together with everything that they share made once."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from alder.engine import reference
from alder.engine.store_place import check_place
from alder.errors import NothingHeld, UsageError
from alder.measures.calculation import returns
from alder.measures.calculation.aims_table import GatheredReturns, add_side_tables, prepare
from alder.measures.calculation.coverage import of_store
from alder.measures.calculation.record_keys import RecordSecret, add_keys, names_in_copy, secret_of
from alder.measures.calculation.reference_look_up import tables_used
from alder.measures.calculation.result import needs_of, of_extract, providers_in, splits_of, to_counts
from alder.measures.calculation.returns import ReferenceUse, editions_of, made_up_in
from alder.measures.calculation.several_years import OfYear, over_years
from alder.measures.calculation.shared_counting import YearQuery, count_queries
from alder.measures.measure import measures
from alder.measures.query import Query, names_of
from alder.model.statistic import Behind
from alder.quality.measurements import Measurements

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from alder.engine.protocol import Engine
    from alder.measures.calculation.reference_look_up import ColumnNeeds
    from alder.measures.calculation.returns import ChosenReturns, Merger, UsableSubmission
    from alder.measures.measure import Measure
    from alder.model.period import AcademicYear
    from alder.model.statistic import Counts

_Place = tuple[int, int]
"""A query by its place among all, and one of its years."""


@dataclass(frozen=True)
class _PlannedQuery:
    """A query of one year: the returns that answer it, and what its table of aims must have."""

    place: _Place
    query: Query
    choice: ChosenReturns
    needs: ColumnNeeds

    @property
    def measure(self) -> Measure:
        return measures[self.query.measure]


def tabulate(
    source: Any,
    measure: str | Query,
    *,
    by: str | Iterable[str] = (),
    year: str | AcademicYear = "2020/21",
    years: str | Iterable[str | AcademicYear] = (),
    where: str = "",
    area: str = "",
    scope: str | None = None,
    return_number: str | None = None,
    research_copy: bool | None = None,
    record_keys: bool = False,
    records: bool = False,
    **parameters: object,
) -> Counts:
    """Work out a measure for a year, split by characteristics, with every margin.

    `years` asks for several, `2018/19..2022/23` or a list: one table with the years side by side, without a total of
    them. `where` counts only what fits: `level = 3 and FundModel in (35, 36)`. In place of a measure's name and these
    options a whole `Query` may be given.

    `source` is an environment (`alder.open(...)`), a store, or an engine that holds the tables of returns. The latest
    return of each provider is used, or with `return_number` the latest up to that one. Where a store has the research
    copy of the ILR as well, with the same learners, one of the two is counted: the copy where `research_copy` is true,
    or where no return of these years is held. `parameters` are the measure's own: see `alder explain MEASURE`.
    `record_keys` gives the answer the keys of the records behind each count, which policies need that perturb or round
    at random. `records` gives it every record behind every count, by keys, which `alder.protect(..., against=ledger)`
    needs. The answer is unprotected; nothing may leave before `alder.protect`.
    """
    if isinstance(measure, Query):
        query = measure
    else:
        query = Query.ask(
            measure,
            by=by,
            **({"years": years} if years else {"year": year}),
            where=where,
            area=area,
            scope=scope,
            return_number=return_number,
            parameters=parameters,
            research_copy=research_copy,
        )
    return tabulate_all(source, [query], record_keys=record_keys, records=records)[0]


def tabulate_all(
    source: Any, queries: Iterable[Query], *, record_keys: bool = False, records: bool = False
) -> tuple[Counts, ...]:
    """Work out many questions, each as `tabulate` would alone, in the order in which they are asked.

    What questions have in common is made once: returns are read once, aims are followed over years once, and
    measures that judge aims alike are counted in one pass. So a release of ten tables costs little more than the
    dearest three. The answers are the same as one by one, and unprotected as these are: `alder.protect` each.

        questions = [alder.Query.ask(m, by="sex,age_band", years="2018/19..2022/23") for m in ("starts", "leavers")]
        for counts in alder.tabulate_all(environment, questions):
            alder.protect(counts).write_html(f"{counts.measure}.html")

    A question that cannot be answered is refused as by `tabulate`, and nothing is given then. `record_keys` and
    `records` are as in `tabulate`.
    """
    all_queries = tuple(queries)
    wanted = record_keys or records
    secret = secret_of(source) if wanted else None
    if wanted and (drawn := [q.measure for q in all_queries if measures[q.measure].extract]):
        raise UsageError(
            f"{drawn[0]} counts people of a delivered table, whose keys change with each delivery",
            next="Use a policy that does not draw from records, such as srs-output, and no ledger.",
        )
    if any(not measures[q.measure].extract for q in all_queries):
        usable = returns.usable_in(getattr(source, "store", source))
        all_queries = tuple(returns.decided(usable, q) for q in all_queries)
    answers: dict[_Place, OfYear | NothingHeld] = {}
    with ExitStack() as opened:
        for place, query in _by_year(all_queries):
            if measures[query.measure].extract:
                several = _several(all_queries, place)
                answers[place] = _or_nothing(partial(of_extract, source, query, keep_empty=several))
        of_returns = [(place, query) for place, query in _by_year(all_queries) if place not in answers]
        answers |= _of_returns(
            source, of_returns, all_queries, opened, secret if record_keys else None, secret if records else None
        )
        counts = tuple(_whole(source, n, query, answers) for n, query in enumerate(all_queries))
    return tuple(c.of_a_store(behind(source, q)) for c, q in zip(counts, all_queries, strict=True))


def behind(source: Any, query: Query) -> Behind | None:
    """Where the records can be asked for later, of returns in a store."""
    store = getattr(source, "store", source)
    folder = getattr(store, "folder", None)
    if folder is None:
        return None
    place = str(Path(folder).resolve())
    check = partial(check_place, store, "frame of counts that are not protected")
    if measures[query.measure].extract:
        return Behind(place, None, check, query, source, is_drawn=True)
    return Behind(place, lambda: tabulate_all(source, [query], records=True)[0].records, check, query, source)


def _by_year(queries: Sequence[Query]) -> list[tuple[_Place, Query]]:
    return [((n, y.start), query.of_year(y)) for n, query in enumerate(queries) for y in query.years]


def _several(queries: Sequence[Query], place: _Place) -> bool:
    return len(queries[place[0]].years) > 1


def _or_nothing(work: Any) -> Any:
    """What some work gives, or the error that says that nothing is held of the year."""
    try:
        return work()
    except NothingHeld as error:
        return error


def _whole(source: Any, n: int, query: Query, answers: dict[_Place, OfYear | NothingHeld]) -> Counts:
    """The answer to a query, of one year or of several."""

    def of_year(source: Any, query: Query, *, keep_empty: bool) -> OfYear:
        answer = answers[n, query.year.start]
        if isinstance(answer, NothingHeld):
            raise answer
        return answer

    several = len(query.years) > 1
    return over_years(source, query, of_year) if several else of_year(source, query, keep_empty=False).counts


def _of_returns(
    source: Any,
    year_queries: list[tuple[_Place, Query]],
    all_queries: Sequence[Query],
    opened: ExitStack,
    secret: bytes | None,
    of_records: bytes | None,
) -> dict[_Place, OfYear | NothingHeld]:
    """The answers to queries of one year over returns, those over the same returns together."""
    if not year_queries:
        return {}
    store = getattr(source, "store", source)
    in_store = hasattr(store, "submissions")
    held, mergers = _held_in(store)
    answers: dict[_Place, OfYear | NothingHeld] = {}
    planned: list[_PlannedQuery] = []
    for place, query in year_queries:
        choice = _or_nothing(partial(_chosen, held, query, mergers))
        if isinstance(choice, NothingHeld):
            answers[place] = choice
        else:
            named = of_store(store, choice) if in_store else choice
            planned.append(_PlannedQuery(place, query, named, needs_of(query)))
    if not planned:
        return answers
    tables = [t for p in planned for t in (*p.measure.tables, *p.needs.records)]
    asked = [p.query for p in planned]
    engine = _engine(store, [p.choice for p in planned], tables, opened, asked) if in_store else store
    editions, invented = editions_of(source), made_up_in(source)
    measurements = Measurements(engine)
    groups = _over_the_same(planned)
    # Rows are gathered under the providers that returned them: those with a successor are read for themselves.
    plain = [(group[0].choice, needs) for group, needs in groups if not needs.has and not group[0].choice.successors]
    gathered = GatheredReturns.of(engine, [c for c, _ in plain], [n for _, n in plain]) if len(plain) > 1 else None
    for group, needs in groups:
        choice = group[0].choice
        if gathered and not needs.has and not choice.successors:
            gathered.prepare(choice, needs)
        else:
            prepare(engine, choice, needs)
        names = names_in_copy(engine) if choice.is_research and (secret or of_records) else {}
        if secret is not None:
            add_keys(engine, RecordSecret(secret, names))
        providers = providers_in(engine, choice)
        add_side_tables(engine, choice, [side for p in group for side in p.measure.side_tables])
        used = [ReferenceUse(tables_used(engine, p.needs), editions, invented) for p in group]
        over_aims = [
            YearQuery(
                p.query,
                splits_of(engine, p.query, providers, u),
                secret is not None,
                RecordSecret(of_records, names) if of_records else None,
            )
            for p, u in zip(group, used, strict=True)
        ]
        for p, u, counted_year in zip(group, used, count_queries(engine, over_aims), strict=True):
            counts = to_counts(
                *(engine, p.query, choice, providers, u),
                keep_empty=_several(all_queries, p.place),
                counted_year=counted_year,
                measurements=measurements,
            )
            answers[p.place] = OfYear(counts, choice)
    return answers


def open_for(
    source: Any, query: Query, opened: ExitStack, needs: ColumnNeeds, *, about: Mapping[str, Any] | None = None
) -> tuple[Engine, ChosenReturns]:
    """The engine to ask a query of one year, and the submissions in it to use. `about` is what the trail says too."""
    store = getattr(source, "store", source)
    held, mergers = _held_in(store)
    choice = _chosen(held, query, mergers)
    if not hasattr(store, "submissions"):
        return store, choice
    tables = (*measures[query.measure].tables, *needs.records)
    return _engine(store, [choice], tables, opened, [query], about), of_store(store, choice)


def _held_in(store: Any) -> tuple[list[UsableSubmission], tuple[Merger, ...]]:
    """The submissions that a store, or an engine with tables of returns, has, and the mergers that it knows of."""
    return returns.usable_in(store), returns.mergers_in(store)


def _chosen(held: list[UsableSubmission], query: Query, mergers: Sequence[Merger]) -> ChosenReturns:
    measure = measures[query.measure]
    return returns.choose_returns(
        held, query, history=measure.needs_history, years_after=measure.years_after, mergers=mergers
    )


def _engine(
    store: Any,
    choices: Iterable[ChosenReturns],
    tables: Iterable[str],
    opened: ExitStack,
    asked: Iterable[Query],
    about: Mapping[str, Any] | None = None,
) -> Engine:
    """An engine with the returns of every choice, and beside the tables of every measure those named."""
    known = store.submissions()
    chosen = pa.array(sorted({h.submission for c in choices for h in c.used}), pa.int64())
    rows = known.filter(pc.is_in(known["submission"], value_set=chosen))
    more = tuple(dict.fromkeys(tables))
    engine: Engine = opened.enter_context(
        store.engine(which=rows, tables=returns.tables_in(store, more), about={**names_of(asked), **(about or {})})
    )
    engine.plan_for_measures()
    names = reference.get(store, "provider")
    if names is not None:
        engine.add("provider", names)
    return engine


def _over_the_same(planned: Sequence[_PlannedQuery]) -> list[tuple[list[_PlannedQuery], ColumnNeeds]]:
    """Queries over the same returns of the same year together, as far as they look the same things up."""
    groups: list[tuple[list[_PlannedQuery], ColumnNeeds]] = []
    for query in planned:
        for n, (group, needs) in enumerate(groups):
            both = needs.joined(query.needs)
            if both is not None and _same(group[0].choice, query.choice):
                groups[n] = ([*group, query], both)
                break
        else:
            groups.append(([query], query.needs))
    return groups


def _same(one: ChosenReturns, other: ChosenReturns) -> bool:
    read_alike = (one.year, one.complete, one.successors) == (other.year, other.complete, other.successors)
    return read_alike and {h.submission for h in one.used} == {h.submission for h in other.used}
