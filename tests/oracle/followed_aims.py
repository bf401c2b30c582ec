"""One aim in the final returns of several years: what the latest says, and what earlier ones said."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.oracle import code_lists as codes
from tests.oracle.days import year_of
from tests.oracle.persons import identify
from tests.oracle.registers import Registers, providers_after
from tests.oracle.return_files import Aim, Return

YEARS_READ = 5
"""Years whose final returns rates are worked out from, the year itself among them."""


@dataclass(slots=True, eq=False)
class FollowedAim:
    """An aim with its records, the oldest first."""

    provider: int
    """The one with which it is counted: its own, or what that became."""
    records: list[Aim]
    told_until: int
    """The last year of which the absence of an aim says something at this provider."""

    @property
    def latest(self) -> Aim:
        return self.records[-1]

    @property
    def person(self) -> object:
        return self.latest.learner.person

    @property
    def last_returned(self) -> int:
        return self.latest.year

    @property
    def is_missing(self) -> bool:
        """Whether its provider made a later return without it."""
        return self.last_returned < self.told_until

    @property
    def reported(self) -> int | None:
        """The first year whose return said that it was completed or withdrawn. Neither a break nor a wait for the
        assessment is the end, though both have a last day.
        """
        if self.latest.end is None:
            return None
        left = [a.year for a in self.records if a.end and a.completion in (codes.COMPLETED, codes.WITHDRAWN)]
        return min(left, default=None)

    @property
    def break_shown(self) -> int | None:
        """The last year whose return showed it on a planned break."""
        return max((a.year for a in self.records if a.completion == codes.ON_BREAK), default=None)


def choose(returns: Iterable[Return], year: int) -> list[Return]:
    """Of each provider the latest return of the year, and the final ones of the years before."""
    latest: dict[tuple[int, int], Return] = {}
    for r in returns:
        if r.year == year or (year - YEARS_READ < r.year < year and r.is_final):
            other = latest.get((r.provider, r.year))
            if other is None or r.prepared >= other.prepared:
                latest[r.provider, r.year] = r
    return [latest[key] for key in sorted(latest, key=lambda key: (key[1], key[0]))]


def follow(returns: Iterable[Return], year: int, registers: Registers) -> list[FollowedAim]:
    """Every aim of the returns that figures of a year rest on, each once."""
    chosen = choose(returns, year)
    identify(chosen)
    after = providers_after(registers, year)
    last: dict[int, int] = {}
    for r in chosen:
        provider = after.get(r.provider, r.provider)
        last[provider] = max(last.get(provider, 0), r.year)
    for provider, until in last.items():
        while until < year and until + 1 in registers.years_complete:
            until += 1
        last[provider] = until

    groups: dict[object, list[Aim]] = {}
    for r in chosen:
        provider = after.get(r.provider, r.provider)
        for aim in r.aims:
            groups.setdefault((provider, aim.learner.person, aim.content, aim.start), []).append(aim)
    return [
        FollowedAim(provider, line, last[provider])
        for (provider, *_), aims in groups.items()  # type: ignore[misc]
        for line in lines(aims)
    ]


AGREEING: tuple[Callable[[Aim], object], ...] = (
    lambda aim: (aim.planned, aim.end),
    lambda aim: aim.planned,
    lambda aim: aim.end,
    lambda aim: None,
)
"""What records of two years must agree in to be one aim: at first in much, then in less."""


def lines(aims: list[Aim]) -> list[list[Aim]]:
    """Records of one provider, learner, content and start, put together to aims over the years."""
    found: list[list[Aim]] = []
    for year in sorted({a.year for a in aims}):
        new = [a for a in aims if a.year == year]
        for agreed in AGREEING:
            for line in found:
                if line[-1].year == year:
                    continue
                same = [a for a in new if agreed(a) == agreed(line[-1])]
                if same:
                    line.append(same[0])
                    new.remove(same[0])
        found += [[a] for a in new]
    return found


def later_of(*years: int | None) -> int:
    """The latest of the years that are known."""
    return max(y for y in years if y is not None)


def end_years(aim: FollowedAim) -> tuple[int | None, ...]:
    """The years of the planned end, the actual end, the achievement and the first report of the end."""
    a = aim.latest
    dated = a.programme == codes.STANDARD and a.funding in (codes.APPRENTICESHIPS_FROM_2017, None)
    return year_of(a.planned), year_of(a.end), year_of(a.achieved_on) if dated else None, aim.reported
