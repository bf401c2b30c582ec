"""The data dictionary of all sources: a field found by any of its names, and the fields of a source as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alder.model.layout import names_of
from alder.sources import catalogue
from alder.sources.described import field_as_object

if TYPE_CHECKING:
    from alder.model.layout import SourceEntity, SourceField
    from alder.model.source import Source


@dataclass(frozen=True)
class Hit:
    """A field where it stands, and the name by which it was found, where that is not its own."""

    source: Source
    entity: SourceEntity
    field: SourceField
    by: str = ""

    def as_object(self) -> dict[str, Any]:
        place = {"source": self.source.id, "entity": self.entity.name, "published_as": self.entity.published}
        return {**place, **field_as_object(self.field)}


def find(name: str) -> tuple[Hit, ...]:
    """Every field of that name, then every field that a column of that name may be: `Gender`, `gend_17`, `QAN`."""
    own, other = [], []
    for source in catalogue.every():
        for entity in source.entities:
            if name in entity:
                own.append(Hit(source, entity, entity[name]))
            else:
                other += [Hit(source, entity, match.field, name) for match in entity.columns.match(name)]
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
