"""What differs between two versions of a data set, in sentences that a person reads before changing a program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alder.look.words import counted, listed, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_MOST_NAMED = 8
"""Of more things than these in one line, the first are named and the rest counted."""
_Change = dict[str, Any]

_PARTS = (
    ("filters", "group", "groups"),
    ("filterOptions", "item", "items"),
    ("indicators", "measure", "measures"),
    ("geographicLevels", "level of places", "levels of places"),
    ("locationGroups", "level that rows name", "levels that rows name"),
    ("locationOptions", "place", "places"),
    ("timePeriods", "period", "periods"),
)
"""The parts of a change set in the order in which they are told."""

_ASPECTS = {
    "label": "name",
    "column": "column",
    "hint": "explanation",
    "unit": "unit",
    "decimalPlaces": "decimal places",
    "code": "code",
    "oldCode": "old code",
    "urn": "URN",
    "laEstab": "LAEstab number",
    "ukprn": "UKPRN",
    "period": "period",
}


@dataclass(frozen=True, slots=True)
class ChangeLog:
    """Both kinds of changes in sentences: those that can break a program, and the others."""

    breaking: tuple[str, ...]
    other: tuple[str, ...]


def in_words(changes: Mapping[str, Any]) -> ChangeLog:
    """The changes of a version, as its record keeps them."""
    return ChangeLog(
        tuple(_lines(changes.get("majorChanges", {}))),
        tuple(_lines(changes.get("minorChanges", {}))),
    )


def _lines(found: Mapping[str, Any]) -> Iterator[str]:
    for part, one, many in _PARTS:
        for where, changes in _within(part, found.get(part, [])):
            yield from _told(_untold(changes, found) if part == "locationGroups" else changes, one, many, where)


def _untold(groups: Sequence[_Change], found: Mapping[str, Any]) -> list[_Change]:
    """Of the levels whose places came or went, those that rows name without being about them."""
    told = {state["code"] for change in found.get("geographicLevels", []) for state in change.values()}
    levels = ({side: state["level"] for side, state in group.items()} for group in groups)
    return [level for level in levels if not {state["code"] for state in level.values()} & told]


def _within(part: str, changes: Sequence[_Change]) -> Iterator[tuple[str, Sequence[_Change]]]:
    """The changes of a part, and where they are: items in their group, places at their level."""
    if part == "filterOptions":
        yield from ((f" in “{change['filter']['label']}”", change["options"]) for change in changes)
    elif part == "locationOptions":
        yield from ((f" at the level {change['level']['label'].lower()}", change["options"]) for change in changes)
    elif changes:
        yield "", changes


def _told(changes: Sequence[_Change], one: str, many: str, where: str) -> Iterator[str]:
    gone = [_name(c["previousState"]) for c in changes if "currentState" not in c]
    new = [_name(c["currentState"]) for c in changes if "previousState" not in c]
    if gone:
        yield f"{sentence(one if len(gone) == 1 else many)} taken out{where}: {_named(gone, one, many)}."
    yield from _altered([c for c in changes if "currentState" in c and "previousState" in c], one, many, where)
    if new:
        yield f"{sentence(one if len(new) == 1 else many)} added{where}: {_named(new, one, many)}."


def _altered(changes: Sequence[_Change], one: str, many: str, where: str) -> Iterator[str]:
    for change in changes[:_MOST_NAMED]:
        was, now = change["previousState"], change["currentState"]
        aspects = [
            f"{words} {_from_to(was, now, key)}" for key, words in _ASPECTS.items() if was.get(key) != now.get(key)
        ]
        yield f"{sentence(one)} “{_name(now)}”{where}: {listed(aspects)}."
    if (rest := len(changes) - _MOST_NAMED) > 0:
        yield f"{counted(rest, f'more {one}', f'more {many}')} changed{where}."


def _from_to(was: _Change, now: _Change, key: str) -> str:
    before, after = was.get(key), now.get(key)
    if before in (None, ""):
        return f"is now “{after}”"
    if after in (None, ""):
        return f"was “{before}” and is blank now"
    return f"was “{before}” and is now “{after}”"


def _name(state: _Change) -> str:
    return str(state.get("label") or state.get("column") or state.get("id"))


def _named(names: Sequence[str], one: str, many: str) -> str:
    quoted = [f"“{name}”" for name in names[:_MOST_NAMED]]
    rest = len(names) - _MOST_NAMED
    return listed([*quoted, counted(rest, f"more {one}", f"more {many}")] if rest > 0 else quoted)
