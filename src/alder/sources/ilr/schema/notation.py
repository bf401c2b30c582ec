"""How the schema of a year is written down: fields by a short word for each type, with the limits that the year sets.

A later year is its changes to the year before, written so that they read like the change notes of the specification.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

from alder.model.field import Entity, Field, FieldKind

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
        times = sum(e.element == element for e in tree.walk())
        if times != 1:
            raise ValueError(f"{element} stands {times} times in the tree, so a change to it says too little")
        return through(tree)

    return once


def _position(entity: Entity, name: str) -> int:
    names = [name_of(m) for m in entity.members]
    if name not in names:
        raise ValueError(f"{entity.element} has no {name} in the year before")
    return names.index(name)


SYMBOLS = r" ~!@#$%&'()*+,\-./:;<=>?\[\\\]_{}^£€"
"""What may stand in a text beside letters and digits, as the inside of a character class."""

RESTRICTED = rf"[A-Za-z0-9{SYMBOLS}]*"
"""The characters of most texts. Each class repeats it, so that one pattern says everything about a field."""

NAME = r'[^0-9\r\n\t|"]{1,100}'
"""A person's name: anything but digits, line ends, tabs, bars and double quotes."""

REFERENCE = r"[A-Za-z0-9 ]{1,12}"
"""A provider's own key of a learner."""

ADDRESS = r"[A-Za-z0-9 ~!@&'\\()*+,\-./:;]{1,50}"
EMAIL = rf"[A-Za-z0-9{SYMBOLS}]+@[A-Za-z0-9{SYMBOLS}]+"
PHONE = r"[0-9]{1,18}"


def text(name: str, meaning: str, longest: int | None = None, *, shortest: int | None = None, **more: Any) -> Field:
    """A text of at most `longest` characters. One that has a limit is never empty, unless `shortest` says 0."""
    least = 1 if longest is not None and shortest is None else shortest
    limits = {"pattern": RESTRICTED, "min_length": least, "max_length": longest, **more}
    return Field(name, FieldKind.TEXT, meaning, **limits)


def code(name: str, meaning: str, digits: int, **more: Any) -> Field:
    """A whole number that stands for something, of at most `digits` digits. Which ones exist is a matter of rules."""
    return Field(name, FieldKind.WHOLE, meaning, digits=digits, **more)


def amount(name: str, meaning: str, low: int, high: int, **more: Any) -> Field:
    """A whole number that measures something, from `low` to `high`."""
    return Field(name, FieldKind.WHOLE, meaning, low=low, high=high, **more)


def share(name: str, meaning: str, low: float, high: float, **more: Any) -> Field:
    """A percentage with one decimal place."""
    return Field(name, FieldKind.DECIMAL, meaning, low=low, high=high, places=1, **more)


def day(name: str, meaning: str, **more: Any) -> Field:
    return Field(name, FieldKind.DATE, meaning, **more)


def moment(name: str, meaning: str, **more: Any) -> Field:
    return Field(name, FieldKind.MOMENT, meaning, **more)


def ukprn(name: str, meaning: str, **more: Any) -> Field:
    """A provider's number: eight digits."""
    return amount(name, meaning, 10_000_000, 99_999_999, **more)


def uln(meaning: str) -> Field:
    """The Unique Learner Number: ten digits."""
    return Field("ULN", FieldKind.LONG, meaning, required=True, low=1_000_000_000, high=9_999_999_999)


def entity(element: str, table: str, meaning: str, *members: Field | Entity, **more: Any) -> Entity:
    """A kind of record. Without `more`, there may be any number of them; `table` is empty where it is no table."""
    return Entity(element, table, meaning, members=members, **more)


def once(element: str, meaning: str, *members: Field | Entity, **more: Any) -> Entity:
    """A part of the file that stands in it exactly once and is no table of its own."""
    return Entity(element, "", meaning, members=members, **{"least": 1, "most": 1, **more})
