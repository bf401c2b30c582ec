"""Extracts of people: a sound file of every kind of record, from its declared fields."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from alder import sources
from alder.environment import Environment
from alder.model.field import FieldKind
from alder.model.layout import SourceEntity, SourceField
from alder.model.period import AcademicYear
from alder.model.source import Holds
from alder.sources.extracts.column_plan import year_field
from tests.harmed.loader import MARK, ROWS, Loader

YEARS = tuple(map(AcademicYear, (2018, 2022, 2020)))
"""The year of an extract is the first of these in which its record has fields."""


def _value(entity: SourceEntity, own: SourceField, n: int, year: AcademicYear) -> str:
    if own.name == year_field(entity):
        whole = year.start + (own.name == "EXAMYEAR")
        return f"{year.start}/{year.start + 1}" if own.kind is FieldKind.TEXT else str(whole)
    if own.name in entity.key and own.kind is FieldKind.TEXT:
        return f"{MARK}{n}"
    if own.codes:
        keys = [str(c.key) for c in own.codes]
        return keys[n % len(keys)]
    if own.same_as == "LearnAimRef":
        return f"0001234{n}"
    text = f"{MARK}{n}"[: own.length]
    day = f"0{n}/09/2018"
    return {FieldKind.DATE: day, FieldKind.MOMENT: f"{day} 10:00:00", FieldKind.TEXT: text}.get(own.kind, str(n))


def _pair(entity: SourceEntity, chosen: list[SourceField]) -> tuple[str, str] | None:
    """Two columns that hold unlike things: two of codes, else one that is no text and a text, else any two."""
    coded = [f for f in chosen if f.codes and f.kind is FieldKind.TEXT and len(f.codes) > 1]
    for a in coded:
        for b in coded:
            if not {c.code for c in a.codes or ()} & {c.code for c in b.codes or ()}:
                return a.name, b.name
    texts = [f.name for f in chosen if f.kind is FieldKind.TEXT and not f.codes]
    others = [f.name for f in chosen if f.kind is not FieldKind.TEXT and f.name != year_field(entity)]
    if texts and others:
        return others[0], texts[-1]
    return (texts[-2], texts[-1]) if len(texts) > 1 else None


def _extract(source_id: str, entity: SourceEntity) -> Loader:
    year = next(y for y in YEARS if any(y in f.years for f in entity.fields))
    fields = [f for f in entity.fields if year in f.years]
    keyed = [f for f in fields if f.name in entity.key or f.name == year_field(entity)]
    zeros = [f for f in fields if f.same_as == "LearnAimRef" and f.length == 8]
    dates = [f for f in fields if f.kind in (FieldKind.DATE, FieldKind.MOMENT)]
    coded = [f for f in fields if f.codes]
    rest = [f for f in fields if f.kind is FieldKind.TEXT and not f.codes] + [
        f for f in fields if f.kind is FieldKind.WHOLE
    ]
    chosen = list({f.name: f for f in (*keyed, *zeros[:1], *dates[:1], *coded[:4], *rest[:4])}.values())
    chosen = [f for f in fields if f in chosen or len(fields) < 8]
    rows = [{f.name: _value(entity, f, n, year) for f in chosen} for n in ROWS]

    def load(store: Environment, path: Path) -> list[str]:
        done = store.load_source(path, source=source_id, entity=entity.name, year=year).delivery
        findings = [f"{n} findings {kind}" for kind, n in done.findings.items()]
        return [*(n.removeprefix(f"{path.name}: ") for n in done.notices), *findings]

    def kept(store: Environment) -> pa.Table:
        (done,) = store.deliveries()
        rows = pq.read_table(store.store.folder / "extracts" / done.table / done.part, partitioning=None)
        return rows.drop_columns(["delivery_slice"])

    return Loader(
        f"{source_id}: {entity.published}",
        f"alder load --source {source_id}",
        f"{source_id}.csv",
        rows,
        load,
        kept,
        tuple(f.name for f in dates[:1]),
        tuple(f.name for f in zeros[:1]),
        _pair(entity, chosen),
    )


def extracts() -> Iterator[Loader]:
    for source in sources.every():
        if source.holds is Holds.PEOPLE:
            for entity in source.entities:
                if source.id != "ilr" or entity.name.startswith("lilr"):
                    yield _extract(source.id, entity)
