"""Means and medians, worked out for the eyes of whoever holds the extract: nothing protects such a figure yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alder.errors import UsageError
from alder.measures import fingerprint
from alder.measures.measure import Measure, measures
from alder.measures.opened import opened
from alder.measures.query import Query
from alder.measures.split import split_by

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa

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
    with opened(source, query) as (engine, _):
        return engine.run(lambda: _figures(asked, query), key=key)


def _figures(asked: Measure, query: Query) -> Table:
    assert asked.extract
    year, settings = query.year.start, query.settings
    rows = asked.rows(asked.extract.table(), year, None, settings)
    splits = [split_by(name, asked, None, year=year, settings=settings, providers={}, alone=True) for name in query.by]
    t = rows.mutate(**{s.id: s.column(rows) for s in splits})
    figures: dict[str, Any] = {}
    for a in asked.averages:
        value = t[a.id]
        figures[f"{a.id}_of"] = value.count()
        figures[a.id] = value.mean() if a.kind == "mean" else value.median()
    ids = [s.id for s in splits]
    return t.group_by(ids).aggregate(**figures).order_by(ids) if ids else t.aggregate(**figures)
