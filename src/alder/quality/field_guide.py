"""What there is to mind about one field of a source: its grade, its breaks, what checks it and what reads it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from alder.derive import variables
from alder.quality.grades import NOT_GRADED
from alder.sources import every
from alder.sources.ilr.quality import BREAKS, GRADES
from alder.sources.ilr.rules import ilr
from alder.sources.ilr.schema import entities

if TYPE_CHECKING:
    from alder.derive.variable import Variable
    from alder.model.field import Field
    from alder.model.layout import SourceEntity, SourceField
    from alder.model.quality import Break, FieldQuality
    from alder.model.source import Source

ILR = "ilr"


@dataclass(frozen=True)
class FieldGuide:
    """One field of one kind of record. `grade` is None where nobody has graded it, which counts as C.

    `rules` are the codes of rules that read it, `variables` those worked out from it, `elsewhere` other places that
    hold the same fact. `limits` are what its year's schema lets it be.
    """

    source: Source
    entity: SourceEntity
    field: SourceField
    grade: FieldQuality | None
    breaks: tuple[Break, ...]
    rules: tuple[str, ...]
    variables: tuple[Variable, ...]
    elsewhere: tuple[tuple[Source, SourceEntity, SourceField], ...]
    limits: str

    @property
    def counts_as(self) -> str:
        return self.grade.grade.value if self.grade else NOT_GRADED.value


def guide(source: Source, entity: SourceEntity, field: SourceField) -> FieldGuide:
    """Everything but how it is filled, which a store tells and not a declaration."""
    is_ilr = source.id == ILR
    return FieldGuide(
        source,
        entity,
        field,
        GRADES.get(field.name) if is_ilr else None,
        tuple(b.at for b in BREAKS if field.name in b.touches) if is_ilr else (),
        _rules_by_field().get(field.name, ()) if is_ilr else (),
        tuple(v for v in variables if field.name in v.reads) if is_ilr else (),
        tuple(hit for hit in _same_fact(field.same_as or field.name) if hit[:2] != (source, entity)),
        _limits(entity, field) if is_ilr else "",
    )


@cache
def _rules_by_field() -> dict[str, tuple[str, ...]]:
    by_field: dict[str, dict[str, None]] = {}
    for rule in ilr:
        for name in rule.reads:
            by_field.setdefault(name, {})[rule.code] = None
    return {name: tuple(sorted(codes, key=str.casefold)) for name, codes in by_field.items()}


@cache
def _same_fact(name: str) -> tuple[tuple[Source, SourceEntity, SourceField], ...]:
    """Fields that hold what an ILR field of this name holds, the ILR's own among them."""
    return tuple(
        (source, entity, field)
        for source in every()
        for entity in source.entities
        for field in entity.fields
        if field.same_as == name or (source.id == ILR and field.name == name)
    )


def _limits(entity: SourceEntity, field: SourceField) -> str:
    record = entities().get(entity.name)
    declared: Field | None = next((f for f in record.fields if f.name == field.name), None) if record else None
    if declared is None:
        return ""
    parts = []
    if declared.low is not None or declared.high is not None:
        parts.append(" ".join(w for w in (_from(declared.low), _to(declared.high)) if w))
    if declared.digits is not None:
        parts.append(f"at most {declared.digits} digits")
    if declared.max_length is not None:
        parts.append(f"at most {declared.max_length} characters")
    if declared.values:
        parts.append(f"one of {', '.join(declared.values)}")
    return ", ".join(parts)


def _from(low: float | None) -> str:
    return "" if low is None else f"from {low:,.0f}"


def _to(high: float | None) -> str:
    return "" if high is None else f"to {high:,.0f}"
