"""The data dictionary of all sources: a field found by any of its names, and the fields of a source as a table."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from alder.look.words import listed
from alder.model.explanation import Explanation, Section
from alder.model.layout import RISKS, names_of
from alder.sources import catalogue
from alder.sources.source_explanation import field_as_object

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.model.layout import SourceEntity, SourceField
    from alder.model.source import Source


@dataclass(frozen=True)
class FieldMatch:
    """A field where it stands, and the name by which it was found, where that is not its own."""

    source: Source
    entity: SourceEntity
    field: SourceField
    by: str = ""

    def as_object(self) -> dict[str, Any]:
        place = {"source": self.source.id, "entity": self.entity.name, "published_as": self.entity.published}
        return {**place, **field_as_object(self.field)}


def find(name: str) -> tuple[FieldMatch, ...]:
    """Every field of that name, then every field that a column of that name may be: `Gender`, `gend_17`, `QAN`."""
    own, other = [], []
    for source in catalogue.every():
        for entity in source.entities:
            if name in entity:
                own.append(FieldMatch(source, entity, entity[name]))
            else:
                other += [FieldMatch(source, entity, match.field, name) for match in entity.columns.match(name)]
    return (*own, *other)


def names() -> dict[str, str]:
    """Every name of a field without a year in it, and the field's own name."""
    return {
        name.pattern: field.name
        for source in catalogue.every()
        for entity in source.entities
        for field in entity.fields
        for name in names_of(entity, field)
        if "{" not in name.pattern
    }


_MOST_CODES = 30
_LEFT = 36


def explained(hits: tuple[FieldMatch, ...]) -> Explanation:
    """A field, once for each source that has it."""
    first = hits[0]
    sources = list(dict.fromkeys(h.source.id for h in hits))
    found_by = f" {first.by} is a column name of it." if first.by else ""
    return Explanation(
        first.field.name,
        "field",
        (listed(sources),),
        f"{first.field.meaning}.{found_by}" if len(hits) == 1 else f"In {listed(sources)}.{found_by}",
        sections=tuple(_section(h) for h in hits),
        next=f"All fields of a source:  alder sources {sources[0]} --fields",
        more={"fields": [h.as_object() for h in hits]},
    )


def also_in(name: str, *, but: str) -> tuple[Section, ...]:
    """Where a field of one source stands in others, as a part of its explanation."""
    rows = tuple(
        (h.source.id, f"{h.entity.published}: {h.field.meaning}") for h in find(name) if h.source.id != but and not h.by
    )
    return (Section("In other sources", rows=rows),) if rows else ()


def _section(hit: FieldMatch) -> Section:
    field = hit.field
    rows = [
        ("means", f"{field.meaning}."),
        ("type", f"{field.kind}{f', at most {field.length} characters' if field.length else ''}"),
        ("identifies", f"{field.identifies}: {field.identifies.meaning}"),
    ]
    if field.risk:
        rows.append(("risk", f"{field.risk} of 5: {RISKS[field.risk]}"))
    if field.sensitivity:
        rows.append(("sensitivity", f"{field.sensitivity}: {field.sensitivity.meaning}"))
    if hit.entity.judged_by and field.risk:
        rows.append(("judged by", hit.entity.judged_by))
    rows.append(("years", str(field.years) if field.years else "all that the source has"))
    others = [str(n) for n in names_of(hit.entity, field) if n.pattern != field.name]
    if others:
        rows.append(("columns", ", ".join([field.name, *others])))
    if field.same_as:
        rows.append(("as in the ILR", field.same_as))
    if field.note:
        rows.append(("mind", f"{field.note}."))
    if field.codes:
        codes = [f"{c.key} {c.label}" for c in field.codes][:_MOST_CODES]
        more = f" and {len(field.codes) - _MOST_CODES} others" if len(field.codes) > _MOST_CODES else ""
        rows.append(("codes", f"{'; '.join(codes)}{more}"))
    rows.append(("read in", str(hit.entity.cite)))
    return Section(f"{hit.source.id}   {hit.entity.published}", rows=tuple(rows))


def table(source: Source, width: int) -> str:
    """The fields of a source, as the terminal shows them."""
    return "\n".join(_lines(source, min(width, 100)))


def _lines(source: Source, width: int) -> Iterator[str]:
    if not source.entities:
        yield from wrap(source.no_layout, width)
        return
    for n, entity in enumerate(source.entities):
        if n:
            yield ""
        of = f" of {entity.of:,}" if entity.of else ""
        yield from wrap(f"{entity.name}   {entity.published}   {len(entity.fields)}{of} fields", width)
        yield from wrap(f"A row is {entity.grain}.", width, initial_indent="  ", subsequent_indent="  ")
        for field in entity.fields:
            yield from _field_lines(field, width)
    yield ""
    yield "Numbers and letters are risk, 1 to 5, and sensitivity, A to E, where judged."
    yield f"About one field:  alder explain {_example(source)}"


def _field_lines(field: SourceField, width: int) -> Iterator[str]:
    judged = f"{field.risk}{field.sensitivity}" if field.risk and field.sensitivity else ""
    years = f" ({field.years})" if field.years else ""
    name = f"  {field.name:<28}  {judged:<3} "
    meaning = wrap(f"{field.meaning}{years}", max(width - _LEFT, 30)) or [""]
    if len(field.name) > 28:
        yield f"  {field.name}"
        name = f"  {'':<28}  {judged:<3} "
    yield f"{name}{meaning[0]}".rstrip()
    yield from (" " * _LEFT + more for more in meaning[1:])


def _example(source: Source) -> str:
    return next(f.name for e in source.entities for f in e.fields if " " not in f.name)
