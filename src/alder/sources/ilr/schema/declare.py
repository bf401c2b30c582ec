"""How a year's fields are written down: one short word for each type, with the limits that the year sets."""

from __future__ import annotations

from typing import Any

from alder.model.field import Entity, Field, FieldKind

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
