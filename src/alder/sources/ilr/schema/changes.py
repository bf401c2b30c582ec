"""A later year as changes to the year before, written so that they read like the change notes of the specification."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from alder.model.field import Entity, Field

if TYPE_CHECKING:
    from collections.abc import Callable

Member: TypeAlias = "Field | Entity"
Change: TypeAlias = "Callable[[Entity], Entity]"


def name_of(member: Member) -> str:
    return member.name if isinstance(member, Field) else member.element


def with_changes(before: Entity, *changes: Change) -> Entity:
    """The tree of a year: that of the year before, with each change made in turn."""
    for change in changes:
        before = change(before)
    return before


def added(where: str, *members: Member, after: str) -> Change:
    """New fields or records in entity `where`, in specification order right after its member `after`."""

    def change(entity: Entity) -> Entity:
        at = _position(entity, after) + 1
        return replace(entity, members=entity.members[:at] + members + entity.members[at:])

    return _within(where, change)


def removed(where: str, *names: str) -> Change:
    """Fields or records that are not collected any more."""

    def change(entity: Entity) -> Entity:
        for name in names:
            _position(entity, name)
        return replace(entity, members=tuple(m for m in entity.members if name_of(m) not in names))

    return _within(where, change)


def renamed(where: str, old: str, new: Member) -> Change:
    """A field or record that a new one takes the place of."""

    def change(entity: Entity) -> Entity:
        at = _position(entity, old)
        return replace(entity, members=(*entity.members[:at], new, *entity.members[at + 1 :]))

    return _within(where, change)


def limits(where: str, name: str, **new: object) -> Change:
    """Other limits for one field."""

    def change(entity: Entity) -> Entity:
        at = _position(entity, name)
        members = list(entity.members)
        members[at] = entity[name].but(**new)
        return replace(entity, members=tuple(members))

    return _within(where, change)


def occurs(element: str, *, least: int | None = None, most: int | None = None) -> Change:
    """Another number of records allowed."""

    def change(entity: Entity) -> Entity:
        return replace(
            entity,
            least=entity.least if least is None else least,
            most=entity.most if most is None else most,
        )

    return _within(element, change)


def _within(element: str, change: Change) -> Change:
    """Make `change` in the one entity called `element`, wherever in the tree it is."""

    def through(entity: Entity) -> Entity:
        if entity.element == element:
            return change(entity)
        return replace(entity, members=tuple(through(m) if isinstance(m, Entity) else m for m in entity.members))

    def once(tree: Entity) -> Entity:
        found = sum(e.element == element for e in tree.walk())
        if found != 1:
            raise ValueError(f"{element} stands {found} times in the tree, so a change to it says too little")
        return through(tree)

    return once


def _position(entity: Entity, name: str) -> int:
    names = [name_of(m) for m in entity.members]
    if name not in names:
        raise ValueError(f"{entity.element} has no {name} in the year before")
    return names.index(name)
