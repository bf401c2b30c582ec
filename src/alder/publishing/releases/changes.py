"""What differs between two versions of a data set, in the terms of those who read it by program.

A change is major where it can break a program: something is gone, or a code by which it was asked for is another.
All else is minor: something is new, or a label, hint, unit or number of decimal places is another.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from alder.look.words import counted, listed, sentence
from alder.publishing import shapes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from alder.publishing.contents.version_contents import Contents, PlaceGroup

_Shown = dict[str, Any]
_SETTLED = ("id", "label", "column", "hint", "unit", "decimalPlaces")
"""What may change of a thing without its code becoming another."""


@dataclass
class Changes:
    """Both kinds of changes, each by the name of its part; a part without changes is left out."""

    major: dict[str, list[_Shown]] = field(default_factory=dict)
    minor: dict[str, list[_Shown]] = field(default_factory=dict)

    def to_json(self) -> _Shown:
        return {"majorChanges": self.major, "minorChanges": self.minor}


def changes(before: Contents, after: Contents) -> Changes:
    """Everything that differs. Items of a filter that came or went as a whole are not told one by one."""
    changed = Changes()
    _add(
        changed, "filters", _compared(_by_id(before.filters, shapes.filter_of), _by_id(after.filters, shapes.filter_of))
    )
    _filter_options(changed, before, after)
    _add(changed, "geographicLevels", _compared(_levels(before.levels), _levels(after.levels)))
    old, new = _by_id(before.indicators, shapes.indicator_of), _by_id(after.indicators, shapes.indicator_of)
    _add(changed, "indicators", _compared(old, new))
    _places(changed, before, after)
    _add(changed, "timePeriods", _compared(_periods(before), _periods(after)))
    return changed


def _by_id(things: Iterable[Any], shown: Callable[[Any], _Shown]) -> dict[Any, _Shown]:
    return {thing.id: shown(thing) for thing in things}


def _levels(codes: Iterable[str]) -> dict[Any, _Shown]:
    return {code: shapes.level_of(code) for code in codes}


def _periods(contents: Contents) -> dict[Any, _Shown]:
    return {(period.code, period.period): shapes.period_of(period) for period in contents.periods}


def _filter_options(changed: Changes, before: Contents, after: Contents) -> None:
    old = {filter.id: filter for filter in before.filters}
    for filter in after.filters:
        if filter.id in old:
            options = _by_id(old[filter.id].options, shapes.option_of), _by_id(filter.options, shapes.option_of)
            _add_within(changed, "filterOptions", "filter", shapes.filter_of(filter), _compared(*options))


def _places(changed: Changes, before: Contents, after: Contents) -> None:
    old: dict[str, PlaceGroup] = {group.level: group for group in before.places}
    new: dict[str, PlaceGroup] = {group.level: group for group in after.places}
    groups = [{level: {"level": shapes.level_of(level)} for level in levels} for levels in (old, new)]
    _add(changed, "locationGroups", _compared(*groups))
    for level, group in new.items():
        if level in old:
            places = _by_id(old[level].places, shapes.place_of), _by_id(group.places, shapes.place_of)
            _add_within(changed, "locationOptions", "level", shapes.level_of(level), _compared(*places))


def _compared(old: Mapping[Any, _Shown], new: Mapping[Any, _Shown]) -> tuple[list[_Shown], list[_Shown]]:
    """Major and minor changes: what is gone, then what is another, then what is new."""
    major = [{"previousState": shown} for key, shown in old.items() if key not in new]
    minor: list[_Shown] = []
    for key, shown in new.items():
        was = old.get(key)
        if was is not None and was != shown:
            change = {"currentState": shown, "previousState": was}
            (minor if _codes(was) == _codes(shown) else major).append(change)
    minor += [{"currentState": shown} for key, shown in new.items() if key not in old]
    return major, minor


def _codes(shown: _Shown) -> _Shown:
    return {name: value for name, value in shown.items() if name not in _SETTLED}


def _add(changed: Changes, part: str, kinds: tuple[list[_Shown], list[_Shown]]) -> None:
    for side, items in zip((changed.major, changed.minor), kinds, strict=True):
        if items:
            side[part] = items


def _add_within(
    changed: Changes, part: str, name: str, within: _Shown, kinds: tuple[list[_Shown], list[_Shown]]
) -> None:
    for side, items in zip((changed.major, changed.minor), kinds, strict=True):
        if items:
            side.setdefault(part, []).append({name: within, "options": items})


_MOST = 12
"""How many differences are shown as examples."""
_WAS = "was "
_CODES = ("code", "urn", "laestab", "ukprn", "upin", "identifier", "geographic_level")
"""How the columns end that say again, for programs, what another says in words."""


@dataclass(frozen=True)
class FiguresChanged:
    """How many rows are gone, new and otherwise, and the first figures that differ."""

    gone: int
    new: int
    changed: int
    examples: tuple[dict[str, str], ...]
    """Each with the row that it is in, the column, and the figure before and after."""

    def to_json(self) -> dict[str, Any]:
        return {"gone": self.gone, "new": self.new, "changed": self.changed, "examples": list(self.examples)}


def figures_changed(before: pa.Table, after: pa.Table, figures: Sequence[str]) -> FiguresChanged:
    """Rows are the same where every column but the figures is, as far as both versions have the column."""
    compared = [name for name in figures if name in before.column_names and name in after.column_names]
    keys = [name for name in after.column_names if name in before.column_names and name not in figures]
    old = before.select([*keys, *compared]).rename_columns([*keys, *(_WAS + name for name in compared)])
    new = after.select([*keys, *compared])
    both = _without_blanks(new).join(_without_blanks(old), keys, join_type="inner")
    differs = [pc.not_equal(both[name], both[_WAS + name]) for name in compared]
    changed = differs[0] if differs else pa.array([False] * both.num_rows)
    for one in differs[1:]:
        changed = pc.or_(changed, one)
    rows = both.filter(changed)
    named = [name for name in keys if not name.endswith(_CODES) and pc.count_distinct(after[name]).as_py() > 1]
    return FiguresChanged(
        max(before.num_rows - both.num_rows, 0),
        max(after.num_rows - both.num_rows, 0),
        rows.num_rows,
        tuple(_examples(rows.slice(0, _MOST).to_pylist(), named, compared)),
    )


def _without_blanks(table: pa.Table) -> pa.Table:
    """A cell without a value is a cell like any other, where rows and figures are compared."""
    filled = [pc.fill_null(column.cast(pa.string()), "") for column in table.columns]
    return pa.table(dict(zip(table.column_names, filled, strict=True)))


def _examples(rows: list[dict[str, str]], keys: Sequence[str], columns: Sequence[str]) -> list[dict[str, str]]:
    examples = []
    for row in rows:
        named = ", ".join(dict.fromkeys(row[name] for name in keys if row[name]))
        examples += [
            {"row": named, "column": name, "was": row[_WAS + name], "is": row[name]}
            for name in columns
            if row[name] != row[_WAS + name]
        ]
    return examples[:_MOST]


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


def _lines(changed: Mapping[str, Any]) -> Iterator[str]:
    for part, one, many in _PARTS:
        for where, changes in _within(part, changed.get(part, [])):
            yield from _told(_untold(changes, changed) if part == "locationGroups" else changes, one, many, where)


def _untold(groups: Sequence[_Change], changed: Mapping[str, Any]) -> list[_Change]:
    """Of the levels whose places came or went, those that rows name without being about them."""
    levels_changed = {state["code"] for change in changed.get("geographicLevels", []) for state in change.values()}
    levels = ({side: state["level"] for side, state in group.items()} for group in groups)
    return [level for level in levels if not {state["code"] for state in level.values()} & levels_changed]


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
