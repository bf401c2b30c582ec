"""What differs between two versions of a data set, in the terms of those who read it by program.

A change is major where it can break a program: something is gone, or a code by which it was asked for is another.
All else is minor: something is new, or a label, hint, unit or number of decimal places is another.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from alder.publishing import shapes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from alder.publishing.described.contents import Contents, PlaceGroup

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
    found = Changes()
    _add(found, "filters", _compared(_by_id(before.filters, shapes.filter_of), _by_id(after.filters, shapes.filter_of)))
    _filter_options(found, before, after)
    _add(found, "geographicLevels", _compared(_levels(before.levels), _levels(after.levels)))
    old, new = _by_id(before.indicators, shapes.indicator_of), _by_id(after.indicators, shapes.indicator_of)
    _add(found, "indicators", _compared(old, new))
    _places(found, before, after)
    _add(found, "timePeriods", _compared(_periods(before), _periods(after)))
    return found


def _by_id(things: Iterable[Any], shown: Callable[[Any], _Shown]) -> dict[Any, _Shown]:
    return {thing.id: shown(thing) for thing in things}


def _levels(codes: Iterable[str]) -> dict[Any, _Shown]:
    return {code: shapes.level_of(code) for code in codes}


def _periods(contents: Contents) -> dict[Any, _Shown]:
    return {(period.code, period.period): shapes.period_of(period) for period in contents.periods}


def _filter_options(found: Changes, before: Contents, after: Contents) -> None:
    old = {filter.id: filter for filter in before.filters}
    for filter in after.filters:
        if filter.id in old:
            options = _by_id(old[filter.id].options, shapes.option_of), _by_id(filter.options, shapes.option_of)
            _add_within(found, "filterOptions", "filter", shapes.filter_of(filter), _compared(*options))


def _places(found: Changes, before: Contents, after: Contents) -> None:
    old: dict[str, PlaceGroup] = {group.level: group for group in before.places}
    new: dict[str, PlaceGroup] = {group.level: group for group in after.places}
    groups = [{level: {"level": shapes.level_of(level)} for level in levels} for levels in (old, new)]
    _add(found, "locationGroups", _compared(*groups))
    for level, group in new.items():
        if level in old:
            places = _by_id(old[level].places, shapes.place_of), _by_id(group.places, shapes.place_of)
            _add_within(found, "locationOptions", "level", shapes.level_of(level), _compared(*places))


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


def _add(found: Changes, part: str, kinds: tuple[list[_Shown], list[_Shown]]) -> None:
    for side, items in zip((found.major, found.minor), kinds, strict=True):
        if items:
            side[part] = items


def _add_within(found: Changes, part: str, name: str, within: _Shown, kinds: tuple[list[_Shown], list[_Shown]]) -> None:
    for side, items in zip((found.major, found.minor), kinds, strict=True):
        if items:
            side.setdefault(part, []).append({name: within, "options": items})
