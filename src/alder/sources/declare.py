"""How a source's folder declares its records: entities in Python, their fields in a text table beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from alder.model import field_table
from alder.model.layout import ColumnName, SourceEntity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alder.model.citation import Citation
    from alder.model.code_list import CodeList


@dataclass(frozen=True)
class Entity:
    """An entity without its fields, which the table has below `[name]`. Patterns are written as in the table."""

    name: str
    published: str
    grain: str
    cite: Citation
    key: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    of: int | None = None
    judged_by: str = ""
    note: str = ""


@dataclass(frozen=True)
class Layout:
    """The entities of one folder, made when they are asked for."""

    package: str
    file: str
    entities: tuple[Entity, ...]
    lists: Mapping[str, CodeList] = field(default_factory=dict, hash=False)

    def __call__(self) -> tuple[SourceEntity, ...]:
        return _made(self)


def layout(
    package: str, *entities: Entity, file: str = "fields.txt", lists: Mapping[str, CodeList] | None = None
) -> Callable[[], tuple[SourceEntity, ...]]:
    """The layout of a source, from the table `file` in the folder of `package`."""
    return Layout(package, file, entities, lists or {})


@cache
def _made(layout: Layout) -> tuple[SourceEntity, ...]:
    text = resources.files(layout.package).joinpath(layout.file).read_text(encoding="utf-8")
    try:
        fields = field_table.parse(text, layout.lists)
    except ValueError as error:
        raise ValueError(f"{layout.package}/{layout.file}, {error}") from error
    declared = {e.name for e in layout.entities}
    if declared != set(fields):
        raise ValueError(f"{layout.package}/{layout.file} and its entities differ: {sorted(declared ^ set(fields))}")
    return tuple(
        SourceEntity(
            name=e.name,
            published=e.published,
            grain=e.grain,
            key=e.key,
            fields=fields[e.name],
            cite=e.cite,
            patterns=tuple(map(ColumnName.parse, e.patterns)),
            of=e.of,
            judged_by=e.judged_by,
            note=e.note,
        )
        for e in layout.entities
    )
