"""Whose records the totals of a table are about: a place that is declared and proved, one provider, or those held.

A store holds the returns of whoever handed them in. That they are all of England's, or of a place's, nobody can tell
from the returns themselves: it is declared with the list of providers that proves it (`engine.coverage`). Without a
declaration that holds, totals are about "the 4 providers held", which no code of the open-data standard stands for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from alder.errors import UsageError
from alder.model.geographic_levels import DEVOLVED_AREA, DISTRICT, LSIP, NATIONAL, PROVIDER, REGIONAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from alder.model.geographic_levels import Level


_LEVELS: Mapping[str, Level] = {
    level.code: level for level in (NATIONAL, REGIONAL, DISTRICT, LSIP, DEVOLVED_AREA, PROVIDER)
}
"""The levels of what a store may be declared to hold, by their letters."""

_CODES: Mapping[str, tuple[str, str]] = {
    "NAT": ("E92000001|E9299[0-9]{4}", "E92000001 with the name England, or E9299 and four digits if it is made up"),
    "REG": ("E12[0-9]{6}", "E12 and six digits"),
    "LAD": ("E0[6-9][0-9]{6}", "E06, E07, E08 or E09 and six digits"),
    "LSIP": ("E69[0-9]{6}", "E69 and six digits"),
    "EDA": ("E(47|61)[0-9]{6}", "E47 or E61 and six digits"),
    "PROV": ("1[0-9]{7}", "a UKPRN: eight digits, the first of them 1"),
}
"""The form of the codes of each level, by the first three characters that the Office for National Statistics gives to
each kind of area: a place of one level cannot be passed off as one of another. Returns are of England alone, or of a
nation that is made up.
"""

MADE_UP_CODE = re.compile("[EWSN][0-9]{2}99[0-9]{4}")
"""A code of the form of the statistics office that it gives to no place.

It counts the places of a kind from 000001 and is far from 990,000 with any: Alder's made-up places begin there.
"""


@dataclass(frozen=True)
class Whole:
    """The place, or the provider, that the rows of everybody are about."""

    level: Level
    code: str
    name: str

    @classmethod
    def read(cls, text: str) -> Whole:
        """Read a level, a code and a name: `LSIP E69000001 Greater Alder`."""
        word, _, place = text.strip().partition(" ")
        code, _, name = place.strip().partition(" ")
        level, name = word.upper(), name.strip()
        if level not in _LEVELS or not code or not name:
            raise UsageError(
                f"“{text}” is not a level, a code and a name",
                where=f"Levels: {', '.join(_LEVELS)}.",
                next="Write, for example: 'PROV 10000001 Northfield College'",
            )
        form, said = _CODES[level]
        is_england = name.casefold() == ENGLAND.name.casefold()
        if not re.fullmatch(form, code.upper()) or is_england != (code.upper() == ENGLAND.code):
            raise UsageError(
                f"“{text}” is no place of the level {_LEVELS[level].text}",
                where=f"A code of that level is {said}.",
                next="Give the code and the name that the place has in the register of its level.",
            )
        return cls(_LEVELS[level], code.upper(), name)

    @classmethod
    def parse(cls, short: str, code: str, name: str) -> Whole:
        """One that was read before, from its parts."""
        return cls(_LEVELS[short], code, name)

    @property
    def short(self) -> str:
        """The level in letters: `NAT`."""
        return self.level.code

    @property
    def is_made_up(self) -> bool:
        """Whether its code is given to no place."""
        return MADE_UP_CODE.fullmatch(self.code) is not None

    def __str__(self) -> str:
        return f"{self.short} {self.code} {self.name}"


ENGLAND = Whole(NATIONAL, "E92000001", "England")
WEALDMARK = Whole(NATIONAL, "E92990001", "Wealdmark (made up)")
"""The nation of which all places are that Alder made up."""


def nation_of(codes: Iterable[str]) -> Whole:
    """The nation that places with these codes lie in."""
    return WEALDMARK if any(MADE_UP_CODE.fullmatch(code) for code in codes) else ENGLAND


@dataclass(frozen=True)
class Group:
    """Those whose records a table counts.

    `providers` is how many there are, `most` how many in the year with the most of them; 0 where it is not known.
    `one` is the only provider, `place` what a declaration that holds says that they are all of, `proof` by which list,
    and `against` why there is no place: what is not declared, or does not hold, and then `claimed` is the place that it
    does not hold of. `delivery` is what was counted where it was no return, and `of` how many providers
    are held where the question is about some of them.
    """

    providers: int = 0
    most: int = 0
    one: Whole | None = None
    place: Whole | None = None
    proof: str = ""
    against: str = ""
    claimed: Whole | None = None
    delivery: str = ""
    of: int = 0

    @property
    def whole(self) -> Whole | None:
        """What stands for the group in a data file, where there is anything."""
        return self.place or self.one

    @property
    def name(self) -> str:
        """The group in words: `England`, `Northfield College`, `the 4 providers held`; nothing where it is unknown."""
        if self.whole is not None:
            return self.whole.name
        if self.delivery:
            return f"the people in {self.delivery}"
        if not self.providers:
            return ""
        if self.most > self.providers:
            return f"the {self.providers:,} to {self.most:,} providers held"
        if self.of:
            return f"{self.providers:,} of the {self.of:,} providers held"
        return f"the {self.providers:,} provider{'s' * (self.providers != 1)} held"

    @property
    def words(self) -> str:
        """A sentence that says who the totals are about, and what proves it; nothing where that is unknown."""
        if not self.name:
            return ""
        if self.place is not None:
            return f"Totals are about {self.name}: {self.proof}."
        if self.one is not None:
            return f"Totals are about {self.name} alone (UKPRN {self.one.code})."
        return f"Totals are about {self.name}. They stand for no place: {self.against or 'nothing is declared'}."

    @classmethod
    def over_years(cls, groups: Sequence[tuple[str, Group]]) -> Group:
        """The group of several years, by name: a place or provider only where it is that of each."""
        each_year = [group for _, group in groups]
        first = each_year[0]
        many = [n for group in each_year for n in (group.providers, group.most) if n]
        place_of_one = first.one if all(group.one == first.one for group in each_year) else None
        place = first.place if all(group.place == first.place for group in each_year) else None
        proofs = dict.fromkeys(group.proof for group in each_year if group.proof)
        against = _by_year([(year, g.against) for year, g in groups if g.place is None and g.against], len(groups))
        if place is None and not against and any(group.place for group in each_year):
            against = "the years are declared to be of different places"
        return replace(
            first,
            providers=min(many, default=0),
            most=max(many, default=0),
            one=place_of_one,
            place=place,
            claimed=None if place else next((c for group in each_year if (c := group.claimed or group.place)), None),
            proof="; ".join(proofs) if place else "",
            against="" if place else against,
        )


UNKNOWN_GROUP = Group()
"""That of counts of which nobody says where they are from."""


def _by_year(marks: Sequence[tuple[str, str]], years: int) -> str:
    """What is said of some of so many years: the same of several once, and without the years where it is of all."""
    by_text: dict[str, list[str]] = {}
    for year, text in marks:
        by_text.setdefault(text, []).append(year)
    return "; ".join(text if len(of) == years else f"{text} in {', '.join(of)}" for text, of in by_text.items())
