"""A query explained before it is asked: who is counted, by which rules, from which returns and fields, in which SQL.

It is told to programs as facts, and to people in words. Nothing is counted for it: the list of returns is read, and
everything that would be run is rehearsed over tables without a row, so that its SQL can be read first.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from alder.derive import variables
from alder.engine import reference, sql_cache
from alder.engine.duckdb import DuckDB
from alder.errors import NoFigures, NothingHeld, StoreError
from alder.look.words import listed
from alder.measures.calculation import returns
from alder.measures.calculation.aims_table import add_side_tables, prepare
from alder.measures.calculation.extract_table import draw, read_by
from alder.measures.calculation.result import needs_of, of_source, to_counts
from alder.measures.calculation.returns import ExtractSource, ReferenceUse, editions_of
from alder.measures.calculation.several_years import touching
from alder.measures.cohorts import deliveries
from alder.measures.cohorts.cohort_table import CohortBuild, cohort_table_of
from alder.measures.measure import AGE_BAND, PROVIDER, measures
from alder.measures.query import query_object
from alder.model.definition import Parameter
from alder.model.explanation import Explanation, Section
from alder.model.period import AcademicYear, ReturnNumber, years_in_words
from alder.quality import breaks_at, caveats, grade_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pyarrow as pa

    from alder.measures.cohorts.cohort_table import CohortTable
    from alder.measures.query import Query
    from alder.model.expr import Expression
    from alder.model.quality import FieldQuality

    Rows = list[tuple[str, str]]


class Rehearsal(DuckDB):
    """An engine whose tables are empty. It writes down each statement that it is asked for, in the order of asking."""

    def __init__(self, tables: Mapping[str, pa.Schema]) -> None:
        super().__init__(threads=1)
        self.statements: list[tuple[str, str]] = []
        for name, schema in tables.items():
            self.add(name, schema.empty_table())

    def keep(self, name: str, build: Callable[[], Expression], *, key: str | None = None) -> int:
        return self.keep_sql(name, self._written_down(name, build, key))

    def run(self, build: Callable[[], Expression], *, key: str | None = None) -> pa.Table:
        return self.run_sql(self._written_down("", build, key))

    def _written_down(self, name: str, build: Callable[[], Expression], key: str | None) -> str:
        """The statement as people read it, which is the one that is run: to write it twice would take twice as long."""
        sql = sql_cache.written(build, key, self.dialect, pretty=True)
        if (name, sql) not in self.statements:
            self.statements.append((name, sql))
        return sql


VERSION = 1


def facts(source: Any, query: Query) -> dict[str, Any]:
    """Everything that answering a question over this source would rest on, read and run."""
    store = getattr(source, "store", source)
    query = returns.decided(_held(store), query)
    return {**outline(source, query), "sql": _sql(store, query)}


def outline(source: Any, query: Query) -> dict[str, Any]:
    """The same without the statements that would be run: nothing is rehearsed, so it is said at once."""
    store = getattr(source, "store", source)
    query, measure = returns.decided(_held(store), query), measures[query.measure]
    return {
        "alder_explanation": VERSION,
        "measure": {"name": measure.name, "title": measure.title, "version": measure.version},
        "query": query_object(query),
        "years": [y.label for y in query.years],
        "scopes": [s.label for s in query.scopes if s],
        "population": _population(query),
        "definition": _definition(query),
        "filter": _filter(query),
        "parameters": _parameters(query),
        "returns": _returns(store, query),
        "deliveries": _deliveries(store, query),
        "columns": deliveries.columns(drawing) if (drawing := _drawing(store, query)) else [],
        "fields": _fields(query),
        "reference_data": _editions(store, query),
        "quality": _quality(query),
    }


def _population(query: Query) -> dict[str, Any]:
    measure = measures[query.measure]
    only = query.where.words if query.where else None
    return {"who": measure.population, "left_out": list(measure.exclusions), "only_those_where": only}


def _definition(query: Query) -> dict[str, Any]:
    measure = measures[query.measure]
    return {
        "reads_as": measure.reads_as,
        "unit": measure.unit.value,
        "numerator" if measure.rates else "counted": measure.numerator,
        **({"denominator": measure.denominator} if measure.rates else {}),
        "caution": measure.caution,
        "rests_on": measure.source,
        "evidence": measure.evidence.value,
    }


def _filter(query: Query) -> dict[str, Any] | None:
    if query.where is None:
        return None
    records = [h.record.name for h in query.where.records.values()]
    return {
        "text": query.where.text,
        "in_words": query.where.words,
        "names": [n.name for n in query.where.named],
        "records": list(dict.fromkeys(records)),
        "fields": list(query.where.reads),
    }


def _parameters(query: Query) -> list[dict[str, Any]]:
    """Each rule that is a choice: its setting, what it decides, and what that rests on."""
    given, settings = dict(query.set), query.settings
    return [
        {
            "name": p.name,
            "setting": _plain(settings[p.name]),
            "default": _plain(p.default),
            "set_here": p.name in given,
            "decides": p.decides,
            "rests_on": p.source,
            "evidence": p.evidence.value,
            "evidence_means": p.evidence.meaning,
        }
        for p in query.parameters
    ]


def _plain(setting: object) -> object:
    return list(setting) if isinstance(setting, tuple) else setting


def _returns(store: Any, query: Query) -> list[dict[str, Any]]:
    """The returns that each year's figures would be worked out from, or why there are none."""
    if measures[query.measure].extract:
        return []
    rows: list[dict[str, Any]] = []
    other = {h.year for h in _held(store) if h.is_research != query.research_copy}
    for year in query.years:
        try:
            choice = _choice(store, query.of_year(year))
        except NothingHeld as error:
            rows.append({"year": year.label, "held": False, "why": error.where})
            continue
        n = len({h.ukprn for h in choice.of_year})
        rows.append(
            {
                "year": year.label,
                "held": True,
                "source": choice.source,
                "providers": n,
                "earlier_years": [y.label for y in choice.earlier],
                "provisional": not choice.is_final,
                "research_copy": choice.is_research,
                "other_held": year in other,
            }
        )
    return rows


def _drawing(store: Any, query: Query) -> CohortTable | None:
    """How the table is drawn that a measure counts; None where it counts aims, or where the table is handed over."""
    return cohort_table_of(query.measure) if hasattr(store, "submissions") else None


def _deliveries(store: Any, query: Query) -> list[dict[str, Any]]:
    """The delivered records that the table of a measure would be drawn from, and what of them is held."""
    drawing = _drawing(store, query)
    return deliveries.deliveries_read(store, drawing, query) if drawing else []


def _choice(store: Any, query: Query) -> returns.ChosenReturns:
    measure = measures[query.measure]
    return returns.choose_returns(_held(store), query, history=measure.needs_history, years_after=measure.years_after)


def _held(store: Any) -> list[returns.UsableSubmission]:
    """The returns in a store, or in an engine; none where no store was made yet."""
    if not hasattr(store, "submissions"):
        return returns.held_in(store) if store.has("submission") or store.has("learner") else []
    try:
        return returns.usable_in(store)
    except StoreError:
        return []


def _fields(query: Query) -> list[dict[str, Any]]:
    """Every collected field that is read, what for, and its grade."""
    uses = _uses(query)
    extract = measures[query.measure].extract
    grades = {f: extract.quality if extract else grade_of(f) for f in uses}
    return [{"field": f, "grade": grades[f].grade.value, "why": grades[f].why, "for": what} for f, what in uses.items()]


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


def _quality(query: Query) -> dict[str, Any]:
    """What the result will carry: the lowest grade of all fields that are read, cautions, breaks between the years.

    What is told by the returns themselves (coverage, unknown shares, whether they are provisional) is not here yet.
    """
    measure = measures[query.measure]
    graded: list[FieldQuality] = [measure.extract.quality] if measure.extract else [grade_of(f) for f in _uses(query)]
    worst = max(g.grade for g in graded)
    split = [c for name in query.by if name in variables for c in variables[name].caveats]
    asked = query.where.caveats if query.where else ()
    breaks = breaks_at(touching(query), query.years[0] + 1, query.years[-1])
    codes = (*of_source(measure), *measure.caveats, *split, *asked, *(["Q-BREAK"] if breaks else []))
    return {
        "grade": worst.value,
        "means": worst.meaning,
        "because": [{"field": g.field, "why": g.why} for g in graded if g.grade is worst],
        "cautions": [{"code": c.code, "text": c.text} for c in caveats(codes)],
        "breaks": [{"year": b.year.label, "text": b.text} for b in breaks],
    }


def _editions(store: Any, query: Query) -> list[dict[str, Any]]:
    """The reference tables that would be looked into, with the edition that is held."""
    held, drawing = editions_of(store), _drawing(store, query)
    looked = [*drawing.reference] if drawing else [step.table for step, _ in needs_of(query).look_ups]
    wanted = dict.fromkeys(["provider"] * (PROVIDER in query.by) + looked)
    return [{"table": name, "held": name in held, "edition": held.get(name)} for name in wanted]


def _sql(store: Any, query: Query) -> dict[str, Any]:
    """The statements of the last year that has returns; without any, as if one final return were held."""
    measure = measures[query.measure]
    if measure.extract:
        drawing = _drawing(store, query)
        with Rehearsal(read_by(drawing) if drawing else {measure.extract.name: measure.extract.schema}) as engine:
            if drawing:
                desk = CohortBuild(engine, drawing, query.year.start, query.settings)
                draw(desk, measure.extract.name, measure.extract.schema)
            to_counts(engine, query.of_year(query.year), ExtractSource(measure.extract, ()), {})
            return _said(query.year.label, engine)
    choices = []
    for year in query.years:
        with suppress(NothingHeld):
            choices.append(_choice(store, query.of_year(year)))
    alone = returns.UsableSubmission(1, 10_000_001, query.year, ReturnNumber.R14)
    choice = choices[-1] if choices else returns.ChosenReturns(query.year, (alone,))
    one = query.of_year(choice.year)
    with Rehearsal(_tables(store, needs_of(one).records)) as engine:
        for name, paths, schema in reference.current_files(store) if hasattr(store, "submissions") else ():
            engine.add(name, paths, schema)
        try:
            used = ReferenceUse(prepare(engine, choice, needs_of(one)))
        except NoFigures as error:  # for want of reference data
            return {**_said(choice.year.label, engine), "statements": [], "why_not": str(error)}
        add_side_tables(engine, choice, measure.side_tables)
        to_counts(engine, one, choice, {ukprn: str(ukprn) for ukprn in choice.providers}, used)
        return _said(choice.year.label, engine)


def _said(year: str, engine: Rehearsal) -> dict[str, Any]:
    kept = [{"keeps": name or None, "sql": sql} for name, sql in engine.statements]
    return {"year": year, "dialect": engine.dialect, "statements": kept}


def _tables(store: Any, more: tuple[str, ...]) -> Mapping[str, pa.Schema]:
    """The columns of the tables of returns, of a store or of an engine that holds some of them."""
    if not hasattr(store, "schema"):
        return store.schemas  # type: ignore[no-any-return]
    return {t: store.schema(t) for t in (*returns.TABLES, *more) if store.has(t)}


def asked(source: Any, query: Query) -> Explanation:
    """What a question means, and what answering it over this source would read and run."""
    measure = measures[query.measure]
    found = facts(source, query)
    scope = query.scope.label if query.scope else ", ".join(found["scopes"])
    rows = [
        ("years", years_in_words(query.years)),
        *([("provision", scope)] if scope else []),
        ("split by", ", ".join(query.by) or "nothing"),
        *([("only those where", query.where.words), ("filter", query.where.text)] if query.where else []),
        ("quality", _grade(found["quality"])),
        ("as of", _as_of(query, found)),
    ]
    return Explanation(
        measure.title,
        "question",
        (measure.name, f"version {measure.version}"),
        measure.reads_as,
        rows=tuple(rows),
        sections=tuple(s for s in _sections(found, query) if s.rows or s.paragraphs or s.code),
        next="Nothing was counted. To count, leave out --explain.",
        more=found,
    )


def _as_of(query: Query, found: dict[str, Any]) -> str:
    if query.return_number:
        return query.return_number.value
    copied = any(r.get("research_copy") for r in found["returns"])
    return f"the {'research copy of the ILR' if copied else 'latest return'} of each year"


def _sections(found: dict[str, Any], query: Query) -> list[Section]:
    quality, editions = found["quality"], found["reference_data"]
    held = [(e["table"], f"edition {e['edition']}" if e["held"] else "not held") for e in editions]
    return [
        Section("Who and what is counted", rows=tuple(_counted(found))),
        Section("Parameters", rows=tuple(_parameters_in_words(query, found))),
        Section("Returns", rows=tuple(_returns_in_words(query, found))),
        Section("Deliveries", rows=tuple(deliveries.said(found["deliveries"]))),
        Section("Where its columns come from", rows=tuple(deliveries.column_rows(found["columns"]))),
        Section("Fields read, and how far to trust each", rows=tuple(_fields_in_words(found))),
        Section("Reference data", rows=tuple(held)),
        Section("Cautions", rows=tuple((c["code"], c["text"]) for c in quality["cautions"])),
        Section("Breaks in series between these years", rows=tuple((b["year"], b["text"]) for b in quality["breaks"])),
        Section("SQL", (_about_sql(query),), code=_sql_in_words(found["sql"])),
    ]


def _counted(found: dict[str, Any]) -> Rows:
    who, said = found["population"], found["definition"]
    told = [(name, said[name]) for name in ("numerator", "counted", "denominator") if name in said]
    rows = [("population", who["who"]), *told, *(("left out", e) for e in who["left_out"])]
    if only := who["only_those_where"]:
        rows.append(("and of these only", f"those where {only}; how each is judged stays the same"))
    return rows


def _parameters_in_words(query: Query, found: dict[str, Any]) -> Rows:
    rows = []
    for p in found["parameters"]:
        set_here = "set here" if p["set_here"] else "unless set"
        said = f"{p['decides']} {p['rests_on']} ({p['evidence']}: {p['evidence_means']})"
        rows.append((f"{p['name']} = {Parameter.shown(query.settings[p['name']])}", f"{set_here}. {said}"))
    return rows


def _returns_in_words(query: Query, found: dict[str, Any]) -> Rows:
    if said := _of_extract(query):
        return [("none", said)]
    rows = []
    for r in found["returns"]:
        if not r["held"]:
            rows.append((r["year"], f"none is held. {r['why']}".strip()))
            continue
        years = [AcademicYear.parse(y) for y in r["earlier_years"]]
        earlier = f", with final returns of {years_in_words(years)}" if years else ""
        provisional = ", provisional" if r["provisional"] else ""
        n = r["providers"]
        kind, option = ("Returns", "--returns") if r["research_copy"] else ("The research copy", "--research-copy")
        other = f". {kind} of the year, held too, would be read with {option}" if r["other_held"] else ""
        rows.append((r["year"], f"{r['source']} of {n} provider{'s' * (n != 1)}{earlier}{provisional}{other}"))
    return rows


def _grade(quality: dict[str, Any]) -> str:
    """The lowest grade of all fields that are read, which the result will carry."""
    return f"{quality['grade']}, from {listed([b['field'] for b in quality['because']])}: {quality['means']}"


def _fields_in_words(found: dict[str, Any]) -> Rows:
    return [(f"{f['field']}  {f['grade']}", f"{f['why']} (for {', '.join(f['for'])})") for f in found["fields"]]


def _sql_in_words(sql: dict[str, Any]) -> str:
    """The statements as a script: what is kept for the next ones is a table, the rest is looked at."""
    if "why_not" in sql:
        return "-- " + str(sql["why_not"]).replace("\n", "\n-- ")
    return "\n\n".join(
        f"CREATE OR REPLACE TEMP TABLE {s['keeps']} AS\n{s['sql']};" if s["keeps"] else f"{s['sql']};"
        for s in sql["statements"]
    )


def _of_extract(query: Query) -> str:
    """What a measure counts in place of returns, and how it is had; nothing for one that counts returns."""
    extract = measures[query.measure].extract
    return f"it counts rows of {extract.title}. {extract.get}" if extract else ""


def _about_sql(query: Query) -> str:
    """Of which year the SQL is, and what of the others."""
    several = (
        f" For {years_in_words(query.years[:-1])} it is the same with another year." if len(query.years) > 1 else ""
    )
    return f"What is run for {query.year}, in the words of DuckDB.{several}"
