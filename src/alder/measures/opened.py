"""The table that a measure counts in place of aims: handed over in an engine, or drawn from what a store holds."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from alder.derive import variables
from alder.errors import NoFigures, UsageError, present
from alder.measures.coverage import of_extracts
from alder.measures.drawn import drawing_of
from alder.measures.drawn.desk import Desk, schema_of
from alder.measures.drawn.held import check, delivered, holdings
from alder.measures.drawn.shape import finished
from alder.measures.loaded import Loaded, loaded
from alder.measures.looked_up import not_held
from alder.measures.measure import PROVIDER, measures
from alder.measures.used import Used, editions_of, made_up_in
from alder.model.made_up import MadeUp
from alder.sources.reference.tables import tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from alder.engine.protocol import Engine
    from alder.engine.store import Store
    from alder.measures.drawn.drawing import Drawing
    from alder.measures.drawn.held import Holding
    from alder.measures.measure import Extract
    from alder.measures.query import Query


@contextmanager
def opened(source: Any, query: Query) -> Iterator[tuple[Engine, Loaded]]:
    """The engine to ask, and the table that it holds for the measure of a question about one year.

    From a store the table is drawn, where its records are held; otherwise the measure has no figures, and what is
    missing is said.
    """
    found = must_be_there(source, query)
    extract = _extract(query)
    store = getattr(source, "store", source)
    if not hasattr(store, "submissions"):
        yield store, loaded(store, extract, query)
        return
    with store.engine(which=store.submissions().slice(0, 0), tables=()) as engine:
        yield engine, _drawn(engine, store, extract, query, found)


def must_be_there(source: Any, query: Query) -> tuple[Holding, ...]:
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


def looked_for(store: Store, drawing: Drawing, query: Query) -> tuple[Holding, ...]:
    """The deliveries from which a question is answered. Raises where something is missing for it."""
    found = holdings(store, drawing, query.year.start, query.settings)
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


def draw(desk: Desk, drawing: Drawing, name: str, schema: pa.Schema) -> None:
    """Make the table called `name` at the desk."""
    rows = drawing.draw(desk)
    table = finished(desk, rows, schema)
    desk.engine.keep(name, lambda: table)


def read_by(drawing: Drawing) -> dict[str, pa.Schema]:
    """The tables that a drawing reads, with the columns that they are declared with."""
    records = {r.table: schema_of(r.source, r.entity) for r in drawing.records}
    return {**records, **{name: tables()[name].schema for name in drawing.reference}}


def _drawn(engine: Engine, store: Store, extract: Extract, query: Query, found: tuple[Holding, ...]) -> Loaded:
    drawing = _drawing(query)
    for table, says in drawing.reference.items():
        if not engine.has(table):
            raise not_held(table, says)
    desk = Desk(engine, query.year.start, query.settings)
    draw(desk, drawing, extract.name, extract.schema)
    used = Used(drawing.reference, editions_of(store), made_up_in(store))
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


def _drawing(query: Query) -> Drawing:
    return present(drawing_of(query.measure), f"nothing says what {query.measure} is drawn from")
