"""Means and medians, worked out for the eyes of whoever holds the extract: nothing protects such a figure yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from alder.errors import UsageError
from alder.measures import fingerprint
from alder.measures.measure import Measure, measures
from alder.measures.opened import opened
from alder.measures.query import PROVIDER, Query
from alder.measures.split import split_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alder.model.expr import Table


def averaged(source: Any, measure: str, *, by: str | Iterable[str] = (), year: str, **parameters: object) -> pa.Table:
    """A mean or median for each combination of categories that occurs: how many it rests on, and the figure.

    It is not protected and must not leave: with few behind it, a figure tells of one person.
    """
    query = Query.ask(measure, by=by, year=year, parameters=parameters)
    asked = measures[measure]
    if not asked.averages or asked.extract is None:
        raise UsageError(f"{measure} is no mean or median", next=f"Use: alder.tabulate(..., {measure!r}, ...)")
    key = fingerprint.key("averaged", measure, query.by, query.year.start, sorted(query.settings.items()))
    with opened(source, query) as (engine, held):
        return _called(engine.run(lambda: _figures(asked, query), key=key), held.labels)


def _called(figures: pa.Table, labels: Mapping[int, str]) -> pa.Table:
    """The same with providers by their pseudonyms, where numbers stand for these."""
    if PROVIDER not in figures.column_names or not labels:
        return figures
    names = pc.index_in(figures[PROVIDER], pa.array([str(n) for n in labels], pa.string()))
    called = pa.array([*labels.values()], pa.string()).take(names)
    place = figures.column_names.index(PROVIDER)
    return figures.set_column(place, PROVIDER, called).sort_by(
        [(n, "ascending") for n in figures.column_names[: place + 1]]
    )


def _figures(asked: Measure, query: Query) -> Table:
    assert asked.extract
    year, settings = query.year.start, query.settings
    rows = asked.rows(asked.extract.table(), year, None, settings)
    splits = [split_by(name, asked, None, year=year, settings=settings, providers={}, alone=True) for name in query.by]
    # Not by their plain names: a field may have the same but for its case, which SQL does not tell apart.
    t = rows.mutate(**{f"by_{s.id}": s.column(rows) for s in splits})
    figures: dict[str, Any] = {}
    for a in asked.averages:
        value = t[a.id]
        figures[f"{a.id}_of"] = value.count()
        figures[a.id] = value.mean() if a.kind == "mean" else value.median()
    ids = [f"by_{s.id}" for s in splits]
    if not ids:
        return t.aggregate(**figures)
    found = t.group_by(ids).aggregate(**figures).order_by(ids)
    return found.select(**{s.id: found[f"by_{s.id}"] for s in splits}, **{f: found[f] for f in figures})
