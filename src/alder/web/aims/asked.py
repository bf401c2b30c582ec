"""What the address of the search asks, and the address that asks for something else as well."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from alder.sources.aims import AimQuery
from alder.sources.aims.aim_list import LEVELS
from alder.sources.aims.search import SORTS
from alder.web.frame import query

if TYPE_CHECKING:
    from django.http import QueryDict

_LONGEST = 200
_DAY = ("on-day", "on-month", "on-year")
_NAMES = ("q", "level", "subject", "body", "kind", "sort")


@dataclass(frozen=True)
class FromAddress:
    """`asked` is what was understood; `typed` what stood in each field; `error` what is wrong with the day."""

    asked: AimQuery
    typed: dict[str, str]
    error: str = ""

    def address(self, page: int) -> str:
        return query(*self.typed.items(), ("page", page))

    def without(self, *names: str) -> str:
        """The same search without some of its conditions."""
        kept = {n: v for n, v in self.typed.items() if n not in names}
        return query(*kept.items())


def from_address(given: QueryDict) -> FromAddress:
    typed = {name: given.get(name, "").strip()[:_LONGEST] for name in (*_NAMES, *_DAY)}
    day, error = _day(typed, given.get("on", "").strip())
    page = given.get("page", "")
    asked = AimQuery(
        typed["q"],
        level=typed["level"] if typed["level"] in LEVELS else "",
        subject=typed["subject"],
        body=typed["body"],
        kind=typed["kind"],
        on=day,
        sort=typed["sort"] if typed["sort"] in SORTS else "best",
        page=int(page) if page.isdecimal() and len(page) < 9 else 1,
    )
    return FromAddress(asked, typed, error)


def _day(typed: dict[str, str], whole: str) -> tuple[date | None, str]:
    """A day from its three fields, or in one as programs write it."""
    parts = [typed[name] for name in _DAY]
    if whole and not any(parts):
        try:
            day = date.fromisoformat(whole)
        except ValueError:
            return None, "Write the day as a date, such as 2026-09-01"
        typed |= dict(zip(_DAY, (str(day.day), str(day.month), str(day.year)), strict=True))
        return day, ""
    if not any(parts):
        return None, ""
    if lacking := [name for name, part in zip(("a day", "a month", "a year"), parts, strict=True) if not part]:
        return None, f"The day must have {' and '.join(lacking)}"
    try:
        return date(*(int(part) for part in reversed(parts))), ""
    except (ValueError, OverflowError):
        return None, "The day must be a real date, such as 1 9 2026"
