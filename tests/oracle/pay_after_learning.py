"""Work and pay after learning, worked out person by person from what is true of a made-up population.

Dates are those of Python, and nothing here is Alder's. Spells are lists of first and last days.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Spell = tuple[date, date]

APPRENTICESHIPS = {2, 3, 10, 20, 21, 22, 23, 25}
ADULT = 19


@dataclass
class Followed:
    """What the linked data hold of a person: spells in work, in learning by academic year, income by tax year."""

    work: list[Spell] = field(default_factory=list)
    learning: dict[int, list[Spell]] = field(default_factory=lambda: defaultdict(list))
    apprenticeships: dict[int, list[Spell]] = field(default_factory=lambda: defaultdict(list))
    pay: dict[int, int] = field(default_factory=dict)
    own_pay: dict[int, int] = field(default_factory=dict)


def year_of(day: date) -> int:
    """The academic year of a day, by its first calendar year."""
    return day.year if day.month >= 8 else day.year - 1


def months(year: int, month: int, count: int) -> list[Spell]:
    found = []
    for n in range(count):
        y, m = year + (month - 1 + n) // 12, (month - 1 + n) % 12 + 1
        found.append((date(y, m, 1), date(y, m, monthrange(y, m)[1])))
    return found


def flags(spells: Iterable[Spell], window: list[Spell]) -> str:
    return "".join(
        "1" if any(start <= last and end >= first for start, end in spells) else "0" for first, last in window
    )


def days_within(spells: Iterable[Spell], first: date, last: date) -> int:
    return sum(max(0, (min(end, last) - max(start, first)).days + 1) for start, end in spells)


def is_in_work(person: Followed, year: int, *, with_april: bool) -> bool:
    """Sustained employment from October to March of the academic year that starts in `year`."""
    worked = flags(person.work, months(year, 10, 6))
    april = not with_april or worked[5] == "1" or flags(person.work, months(year + 1, 4, 1)) == "1"
    return (worked.count("1") >= 5 and april) or year in person.own_pay


def outcome_after_college(person: Followed, achieved_in: int) -> str:
    """What somebody went on to who achieved in an academic year, from October to March of the next."""
    year = achieved_in + 1
    window = months(year, 10, 6)
    learns = flags(person.learning[year], window)
    trains = flags(person.apprenticeships[year], months(year, 8, 12))
    works = flags(person.work, window)
    employed, learning = is_in_work(person, year, with_april=True), learns == "111111" or "111111" in trains
    if employed and learning:
        return "employment and learning"
    if employed:
        return "employment only"
    if learning:
        return "learning only"
    for first, then in ((works, learns), (learns, works)):
        if any(first[:n] == "1" * n and then[n:] == "1" * (6 - n) for n in range(1, 6)):
            return "combination"
    return "not sustained"


def yearly_pay(person: Followed, tax_year: int) -> float | None:
    """Pay of a tax year scaled to the whole of it, and income from self-employment as declared."""
    first, last = date(tax_year, 4, 6), date(tax_year + 1, 4, 5)
    days = days_within(person.work, first, last)
    paid = person.pay.get(tax_year, 0)
    scaled = paid * ((last - first).days + 1) / days if paid > 0 and days else None
    own = person.own_pay.get(tax_year)
    if scaled is None and not own:
        return None
    return (scaled or 0) + (own or 0)


def pay_in_work(people: Iterable[Followed], tax_year: int, *, with_april: bool) -> list[float]:
    """The yearly pay of those in sustained employment with pay in a tax year."""
    working = (person for person in people if is_in_work(person, tax_year, with_april=with_april))
    return [pay for person in working if (pay := yearly_pay(person, tax_year)) is not None]


LEVELS = {2: 3, 3: 2, 10: 4, 20: 4, 21: 5, 22: 6, 23: 7}
"""Levels of programme types of apprenticeship."""


def highest_ended(aims: Iterable[Mapping[str, Any]]) -> date:
    """The day on which the highest of some achieved aims ended, as the copy of the ILR has them: an apprenticeship goes
    first, then the highest level, a full level before others, then the latest.
    """

    def rank(aim: Mapping[str, Any]) -> tuple[bool, float, bool, date]:
        level = LEVELS.get(aim["programme_type"], aim["Notional_Level_v2"])
        return aim["app"] == 1, level, max(aim["FL2Width"], aim["FL3Width"]) >= 100, aim["end_date"]

    return max(map(rank, aims))[-1]


def teller(aim: Mapping[str, Any], merged: Mapping[int, tuple[int, date]], year: int) -> int:
    """Who tells of an aim at the end of an academic year: the provider that the first one became part of meanwhile."""
    provider: int = aim["provider"]
    last = min(aim["assessed"] or aim["end"] or date.max, date(year + 1, 7, 31))
    while provider in merged and last > merged[provider][1]:
        provider = merged[provider][0]
    return provider


def achievers(
    aims: Iterable[Mapping[str, Any]],
    born: Mapping[int, date],
    merged: Mapping[int, tuple[int, date]],
    year: int,
) -> set[tuple[int, int]]:
    """Each person and provider with an apprenticeship, or an aim of an adult, that was achieved in an academic year."""
    found = set()
    for aim in aims:
        over = aim["assessed"] or aim["end"]
        if aim["outcome"] != 1 or over is None or year_of(over) != year:
            continue
        birth = born[aim["person"]]
        age = year - birth.year - (birth.month > 8)
        apprentice = aim["prog"] in APPRENTICESHIPS
        if (apprentice and aim["type"] == 1) or (not apprentice and age >= ADULT):
            found.add((aim["person"], teller(aim, merged, year)))
    return found
