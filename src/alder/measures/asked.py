"""A question explained before it is asked: who is counted, by which rules, from which returns and fields, in which SQL.

Nothing is counted for it: the list of returns is read, and the SQL is rehearsed over empty tables.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from alder.derive import variables
from alder.engine import reference
from alder.errors import NoFigures, NothingHeld, StoreError
from alder.look.words import listed
from alder.measures import returns
from alder.measures.loaded import Loaded
from alder.measures.measure import measures
from alder.measures.query import AGE_BAND, PROVIDER
from alder.measures.records import prepare
from alder.measures.rehearsal import Rehearsal
from alder.measures.several_years import touching
from alder.measures.tabulate import answer, needs_of
from alder.measures.used import Used, editions_of
from alder.model.definition import Parameter
from alder.model.explanation import Explanation, Section
from alder.model.period import ReturnNumber
from alder.model.years import in_words
from alder.quality import breaks_at, grade_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from alder.measures.query import Query


def asked(source: Any, query: Query) -> Explanation:
    """What a question means, and what answering it over this source would read and run."""
    measure = measures[query.measure]
    store = getattr(source, "store", source)
    scope = query.scope.label if query.scope else ", ".join(s.label for s in query.scopes if s)
    rows = [
        ("years", in_words(query.years)),
        *([("provision", scope)] if scope else []),
        ("split by", ", ".join(query.by) or "nothing"),
        *([("only those where", query.where.words), ("filter", query.where.text)] if query.where else []),
        ("quality", _grade(query)),
        ("as of", query.return_number.value if query.return_number else "the latest return of each year"),
    ]
    return Explanation(
        measure.title,
        "question",
        (measure.name, f"version {measure.version}"),
        measure.reads_as,
        rows=tuple(rows),
        sections=tuple(s for s in _sections(store, query) if s.rows or s.paragraphs or s.code),
        next="Nothing was counted. To count, leave out --explain.",
        more={"query": query.to_json()},
    )


def _sections(store: Any, query: Query) -> list[Section]:
    measure = measures[query.measure]
    only = query.where.words if query.where else ""
    filtered = [("and of these only", f"those where {only}; how each is judged stays the same")]
    counted = [
        ("population", measure.population),
        ("numerator" if measure.rates else "counted", measure.numerator),
        *([("denominator", measure.denominator)] if measure.rates else []),
        *(("left out", e) for e in measure.exclusions),
        *(filtered if only else []),
    ]
    breaks = breaks_at(touching(query), query.years[0] + 1, query.years[-1])
    return [
        Section("Who and what is counted", rows=tuple(counted)),
        Section("Parameters", rows=tuple(_parameters(query))),
        Section("Returns", rows=tuple(_returns(store, query))),
        Section("Fields read, and how far to trust each", rows=tuple(_fields(query))),
        Section("Reference data", rows=tuple(_editions(store, query))),
        Section("Breaks in series between these years", rows=tuple((b.year.label, b.text) for b in breaks)),
        Section("SQL", (_about_sql(query),), code=_sql(store, query)),
    ]


def _parameters(query: Query) -> list[tuple[str, str]]:
    """Each rule that is a choice: its setting, what it decides, and what that rests on."""
    given = dict(query.set)
    rows = []
    for p in query.parameters:
        set_here = "set here" if p.name in given else "unless set"
        said = f"{p.decides} {p.source} ({p.evidence}: {p.evidence.meaning})"
        rows.append((f"{p.name} = {Parameter.shown(query.settings[p.name])}", f"{set_here}. {said}"))
    return rows


def _returns(store: Any, query: Query) -> list[tuple[str, str]]:
    if extract := measures[query.measure].extract:
        return [("none", f"it counts rows of {extract.title}. {extract.get}")]
    rows = []
    for year in query.years:
        try:
            choice = _choice(store, query.of_year(year))
        except NothingHeld as error:
            rows.append((year.label, f"none is held. {error.where}".strip()))
            continue
        earlier = f", with final returns of {in_words(choice.earlier)}" if choice.earlier else ""
        provisional = "" if choice.is_final else ", provisional"
        n = len({h.ukprn for h in choice.of_year})
        rows.append((year.label, f"{choice.source} of {n} provider{'s' * (n != 1)}{earlier}{provisional}"))
    return rows


def _choice(store: Any, query: Query) -> returns.Choice:
    measure = measures[query.measure]
    return returns.choose(_held(store), query, history=measure.history, years_after=measure.years_after)


def _held(store: Any) -> list[returns.Held]:
    """The returns in a store, or in an engine; none where no store was made yet."""
    if not hasattr(store, "submissions"):
        return returns.held_in(store)
    try:
        return returns.from_rows(store.submissions())
    except StoreError:
        return []


def _grade(query: Query) -> str:
    """The lowest grade of all fields that are read, which the result will carry."""
    extract = measures[query.measure].extract
    grades = [extract.quality] if extract else [grade_of(f) for f in _uses(query)]
    worst = max(g.grade for g in grades)
    return f"{worst}, from {listed([g.field for g in grades if g.grade is worst])}: {worst.meaning}"


def _fields(query: Query) -> list[tuple[str, str]]:
    """Every collected field that is read, what for, and its grade."""
    uses = _uses(query)
    grades = {f: grade_of(f) for f in uses}
    return [(f"{f}  {grades[f].grade}", f"{grades[f].why} (for {', '.join(uses[f])})") for f in uses]


def _uses(query: Query) -> dict[str, list[str]]:
    measure = measures[query.measure]
    uses: dict[str, list[str]] = {f: ["counting"] for f in measure.reads}
    for name in query.by:
        bands = [variables[v].reads for v in measure.age_bands.values()] if name == AGE_BAND else []
        reads = [f for band in bands for f in band] or (variables[name].reads if name in variables else ())
        for f in dict.fromkeys(reads):
            uses.setdefault(f, []).append(f"split by {name}")
    for f in query.where.reads if query.where else ():
        uses.setdefault(f, []).append("the filter")
    return uses


def _editions(store: Any, query: Query) -> list[tuple[str, str]]:
    """The reference tables that would be looked into, with the edition that is held."""
    held = editions_of(store) if _held(store) else {}
    looked = [step.table for step, _ in needs_of(query).look_ups]
    wanted = dict.fromkeys(["provider"] * (PROVIDER in query.by) + looked)
    return [(name, f"edition {held[name]}" if name in held else "not held") for name in wanted]


def _about_sql(query: Query) -> str:
    several = f" For {in_words(query.years[:-1])} it is the same with another year." if len(query.years) > 1 else ""
    return f"What is run for {query.year}, in the words of DuckDB.{several}"


def _sql(store: Any, query: Query) -> str:
    """The statements of the last year that has returns; without any, as if one final return were held."""
    measure = measures[query.measure]
    if measure.extract:
        with Rehearsal({measure.extract.name: measure.extract.schema}) as engine:
            answer(engine, query.of_year(query.year), Loaded(measure.extract, ()), {})
            return engine.text()
    choices = []
    for year in query.years:
        with suppress(NothingHeld):
            choices.append(_choice(store, query.of_year(year)))
    alone = returns.Held(1, 10_000_001, query.year, ReturnNumber.R14)
    choice = choices[-1] if choices else returns.Choice(query.year, (alone,))
    one = query.of_year(choice.year)
    with Rehearsal(_tables(store)) as engine:
        for name, paths, schema in reference.held(store) if hasattr(store, "submissions") else ():
            engine.add(name, paths, schema)
        try:
            used = Used(prepare(engine, choice, needs_of(one)))
        except NoFigures as error:  # for want of reference data
            return "-- " + str(error).replace("\n", "\n-- ")
        if measure.beside:
            measure.beside(engine, choice)
        answer(engine, one, choice, {ukprn: str(ukprn) for ukprn in choice.providers}, used)
        return engine.text()


def _tables(store: Any) -> Mapping[str, pa.Schema]:
    """The columns of the tables of returns, of a store or of an engine that holds some of them."""
    if not hasattr(store, "schema"):
        return store.schemas  # type: ignore[no-any-return]
    return {t: store.schema(t) for t in returns.TABLES}
