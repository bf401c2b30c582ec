"""The table that a measure counts in place of aims: handed over in an engine, or built from delivered records.

Where neither can be, it is said what is missing and what to load.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from alder.derive import variables
from alder.engine import sql_cache
from alder.errors import NoFigures, NothingHeld, UnreadableFile, UsageError, present
from alder.measures.calculation.coverage import of_extracts
from alder.measures.calculation.reference_look_up import not_held
from alder.measures.calculation.returns import ExtractSource, ReferenceUse, editions_of, made_up_in
from alder.measures.cohorts.cohort_table import CohortBuild, cohort_table_of, schema_of
from alder.measures.cohorts.deliveries import check, delivered, held_deliveries
from alder.measures.cohorts.linked_people import finished
from alder.measures.measure import DESCRIBES, PROVIDER, measures
from alder.measures.query import names_of
from alder.model.made_up import MadeUp
from alder.sources.reference.table_catalogue import tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pyarrow as pa

    from alder.engine.protocol import Engine
    from alder.engine.store import Store
    from alder.measures.cohorts.cohort_table import CohortTable
    from alder.measures.cohorts.deliveries import HeldDelivery
    from alder.measures.measure import Extract
    from alder.measures.query import Query
    from alder.model import expr


def loaded(engine: Engine, extract: Extract, query: Query, **drawn: Any) -> ExtractSource:
    """The extract, once it has the columns that are needed, rows of the year, and one description of each person.

    `drawn` is what is to be said of a table that was drawn.
    """
    held = engine.schema(extract.name)
    odd = [n for n, (type, _) in extract.columns.items() if n not in held.names or held.field(n).type != type]
    if odd:
        raise UnreadableFile(
            f"the table {extract.name} does not have the columns that {query.measure} reads",
            where="Missing, or of another type: " + ", ".join(f"{n} ({extract.columns[n][0]})" for n in odd),
            next=f"See them all:  alder explain {query.measure}",
        )
    table = extract.table()
    years = engine.run(
        lambda: table.select("year").distinct(), key=sql_cache.key("measures", "years of", extract.name, extract.schema)
    )
    known = sorted(y for y in years["year"].to_pylist() if y is not None)
    if query.year.start not in known:
        raise NothingHeld(
            f"{query.measure} has no figures for {query.year}: the extract has no rows of that year",
            where="It has " + (", ".join(type(query.year)(y).label for y in known) or "no rows at all") + ".",
        )
    if _described_in_two_ways(engine, extract):
        raise UnreadableFile(
            f"the table {extract.name} describes a person in two ways",
            where=f"Every row of a person must have the same {', '.join(DESCRIBES)}.",
            next="Take each person's characteristics from one record before the extract is loaded.",
        )
    if extract.key and _repeated(engine, extract):
        raise UnreadableFile(
            f"the table {extract.name} holds the same thing twice",
            where=f"{extract.row} So {', '.join(extract.key)} are together unique.",
        )
    rows = engine.run(
        lambda: table.select("ukprn").distinct(),
        key=sql_cache.key("measures", "providers of", extract.name, extract.schema),
    )
    return replace(
        ExtractSource(extract, tuple(sorted(u for u in rows["ukprn"].to_pylist() if u is not None))), **drawn
    )


def _repeated(engine: Engine, extract: Extract) -> bool:
    def build() -> expr.Table:
        table = extract.table()
        counted = table.group_by(list(extract.key)).aggregate(rows=table.count())
        return counted.filter(counted["rows"] > 1).limit(1)

    key = sql_cache.key("measures", "repeated", extract.name, extract.key, extract.schema)
    return bool(engine.run(build, key=key).num_rows)


def _described_in_two_ways(engine: Engine, extract: Extract) -> bool:
    def build() -> expr.Table:
        described = extract.table().select("person", "year", *DESCRIBES).distinct()
        counted = described.group_by(["person", "year"]).aggregate(ways=described.count())
        return counted.filter(counted.ways > 1).limit(1)

    key = sql_cache.key("measures", "described", extract.name, extract.schema)
    return bool(engine.run(build, key=key).num_rows)


@contextmanager
def opened(
    source: Any, query: Query, *, about: Mapping[str, Any] | None = None
) -> Iterator[tuple[Engine, ExtractSource]]:
    """The engine to ask, and the table that it holds for the measure of a question about one year.

    From a store the table is drawn, where its records are held; otherwise the measure has no figures, and what is
    missing is said. The trail says what more the question is `about`.
    """
    found = must_be_there(source, query)
    extract = _extract(query)
    store = getattr(source, "store", source)
    if not hasattr(store, "submissions"):
        yield store, loaded(store, extract, query)
        return
    said = {**names_of([query]), **(about or {})}
    with store.engine(which=store.submissions().slice(0, 0), tables=(), about=said) as engine:
        yield engine, _drawn(engine, store, extract, query, found)


def must_be_there(source: Any, query: Query) -> tuple[HeldDelivery, ...]:
    """The deliveries from which a question would be answered, none where the table is handed over. Raises where
    something is missing.
    """
    store = getattr(source, "store", source)
    if hasattr(store, "submissions"):
        return looked_for(store, _drawing(query), query)
    extract = _extract(query)
    if not store.has(extract.name):
        raise NoFigures(
            f"{query.measure} needs {extract.title}, and no extract of it is loaded",
            where=extract.get,
            next=f"What to load, column by column:  alder explain {query.measure}",
        )
    own = {p.name for p in _drawing(query).parameters}
    if given := [n for n, _ in query.set if n in own]:
        raise UsageError(
            f"{given[0]} bears on how {extract.name} is drawn, and the table was handed over", next="Leave it out."
        )
    return ()


def looked_for(store: Store, drawing: CohortTable, query: Query) -> tuple[HeldDelivery, ...]:
    """The deliveries from which a question is answered. Raises where something is missing for it."""
    found = held_deliveries(store, drawing, query.year.start, query.settings)
    for name in columns_named(query):
        if name in drawing.coarse:
            raise NoFigures(
                f"{query.measure} cannot be split or filtered by {name}: {drawing.coarse[name]}",
                next="Leave it out, or ask for ethnicity.",
            )
    check(drawing, found, query.year.start, query.measure, measures[query.measure].reads, columns_asked(query))
    return found


def columns_named(query: Query) -> tuple[str, ...]:
    """The names by which a question splits or filters."""
    return tuple(dict.fromkeys((*query.by, *(n.name for n in query.where.named)))) if query.where else query.by


def columns_asked(query: Query) -> tuple[str, ...]:
    """The columns of the table that the splits and the filter of a question read."""
    extract = _extract(query)
    known = [extract.variables.get(n) or variables[n] for n in query.by if n in extract.variables or n in variables]
    read = [c for v in known for c in v.reads]
    read += ["ukprn"] if PROVIDER in columns_named(query) else []
    read += (*query.where.reads, *columns_named(query)) if query.where else ()
    return tuple(dict.fromkeys(c for c in read if c in extract.columns))


def draw(desk: CohortBuild, name: str, schema: pa.Schema) -> None:
    """Make the table called `name` at the desk."""
    rows = desk.drawing.draw(desk)
    desk.keep(name, lambda: finished(desk, rows, schema))


def read_by(drawing: CohortTable) -> dict[str, pa.Schema]:
    """The tables that a drawing reads, with the columns that they are declared with."""
    records = {r.table: schema_of(r.source, r.entity) for r in drawing.records}
    return {**records, **{name: tables()[name].schema for name in drawing.reference}}


def _drawn(
    engine: Engine, store: Store, extract: Extract, query: Query, found: tuple[HeldDelivery, ...]
) -> ExtractSource:
    drawing = _drawing(query)
    for table, says in drawing.reference.items():
        if not engine.has(table):
            raise not_held(table, says)
    desk = CohortBuild(engine, drawing, query.year.start, query.settings)
    draw(desk, extract.name, extract.schema)
    used = ReferenceUse(drawing.reference, editions_of(store), made_up_in(store))
    return loaded(
        engine,
        extract,
        query,
        delivered=(*delivered(found), *used.says),
        made_up=used.beside(MadeUp.of(d.made_up for one in found for d, _ in one.used)),
        labels=desk.labels,
        left_out={reason: n for reason, n in desk.left_out.items() if n},
        notes=(*drawing.filters, *drawing.notes, *desk.notes),
        standings=of_extracts(store, (h.records.source for h in found if not h.records.optional), query.year),
    )


def _extract(query: Query) -> Extract:
    return present(measures[query.measure].extract, f"{query.measure} counts aims, and is asked of an extract")


def _drawing(query: Query) -> CohortTable:
    return present(cohort_table_of(query.measure), f"nothing says what {query.measure} is drawn from")
