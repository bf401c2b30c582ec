"""What a new version calls by another name: without being told, a new name is a new thing and the old one is gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.errors import UsageError
from alder.publishing.ids import Ids, Kind, identity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alder.publishing.described.contents import Contents, Place

_FORM = "Write a column, a filter's item or a place: OLD=NEW, FILTER:OLD=NEW or LA:E06000001=E06000047."


@dataclass(frozen=True, slots=True)
class Renamed:
    """`old` is now `new`: columns, or within a filter (its column) items, or within a level places (their codes)."""

    old: str
    new: str
    within: str = ""

    @classmethod
    def parse(cls, text: str) -> Renamed:
        before, is_pair, new = text.partition("=")
        within, has_within, old = before.rpartition(":")
        if not is_pair or not new.strip() or not old.strip() or (has_within and not within.strip()):
            raise UsageError(f"{text} does not say what is now called what", where=_FORM)
        return cls(old.strip(), new.strip(), within.strip())


def carry_over(ids: Ids, renamed: Iterable[Renamed], before: Contents) -> None:
    """Give what is renamed the id that it had. An old name that the version before does not have is refused."""
    for change in renamed:
        if not (_column(ids, change, before) or _option(ids, change, before) or _place(ids, change, before)):
            where = f"in {change.within}" if change.within else "among its columns"
            raise UsageError(f"the version before has no {change.old} {where}", where=_FORM)


def place_identity(level: str, label: str, codes: Iterable[tuple[str, str]]) -> str:
    return identity(level, *(value for _, value in codes), label)


def _column(ids: Ids, change: Renamed, before: Contents) -> bool:
    if change.within:
        return False
    if any(indicator.column == change.old for indicator in before.indicators):
        ids.carry(Kind.INDICATOR, change.old, change.new)
        return True
    for filter in before.filters:
        if filter.column == change.old:
            ids.carry(Kind.FILTER, change.old, change.new)
            for option in filter.options:
                ids.carry(Kind.OPTION, identity(change.old, option.label), identity(change.new, option.label))
            return True
    return False


def _option(ids: Ids, change: Renamed, before: Contents) -> bool:
    old = identity(change.within, change.old)
    if not ids.knows(Kind.OPTION, old) or not any(filter.column == change.within for filter in before.filters):
        return False
    ids.carry(Kind.OPTION, old, identity(change.within, change.new))
    return True


def _place(ids: Ids, change: Renamed, before: Contents) -> bool:
    for group in before.places:
        for place in group.places:
            if group.level == change.within and change.old in (place.label, *dict(place.codes).values()):
                new = _under_new_name(group.level, place, change)
                ids.carry(Kind.PLACE, place_identity(group.level, place.label, place.codes), new)
                return True
    return False


def _under_new_name(level: str, place: Place, change: Renamed) -> str:
    codes = [(name, change.new if value == change.old else value) for name, value in place.codes]
    return place_identity(level, change.new if place.label == change.old else place.label, codes)
