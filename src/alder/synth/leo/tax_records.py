"""Work, pay and benefits of the people of a region as LEO has them: spells with days, and sums by tax year.

The population says of a tax year how many of its days somebody worked; which days these are is settled here. Who works
all through the year before or after has worked on the near side; else work lies anywhere in the year, or at its start
where benefits were claimed in the rest of it. LeoSpells that touch are one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from alder.synth.leo.enterprises import enterprises
from alder.synth.leo.leo_columns import calendar_years, only, tax_years, worded
from alder.synth.leo.leo_people import LAST_TAX_YEAR, LeoPeople
from alder.synth.leo.matching import NO_EMPLOYER, NO_RETURN, lost, share_of
from alder.synth.population.draws import choose, keyed, keys, on
from alder.synth.population.work import YEAR

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from alder.synth.leo.leo_columns import Columns
    from alder.synth.population.draws import Array

FIRST_SPELLS, FIRST_BENEFITS, FIRST_PAY, FIRST_RETURNS = 1997, 1999, 2003, 2013
"""The first tax years of spells in work, claims, pay, and returns of self-assessment."""
_GUESSED = 0.12
"""Of spells that start or end with a tax year, how many have that day because nobody told another. Assumed."""
_SECOND_JOB = 0.12
"""Of those in work, how many were paid by two employers in a year though they did not move. Assumed."""

_BENEFITS = ("JSA", "IS", "IB", "ESA", "UC")
_BENEFITS_OF = ((2008, (52, 26, 22, 0, 0)), (2013, (50, 14, 6, 30, 0)), (2017, (38, 8, 0, 40, 14)))
_BENEFITS_SINCE = (6, 3, 0, 29, 62)
"""Codes of benefits and which of a hundred claims each is, up to a starting year and after the last. Assumed."""

_FURLOUGHED = {
    **dict.fromkeys("ABDEKOPQ", 0.06), "C": 0.33, "F": 0.36, "G": 0.35, "H": 0.28, "I": 0.72, "J": 0.14, "L": 0.28,
    "M": 0.2, "N": 0.3, "R": 0.6, "S": 0.5,
}  # fmt: skip
"""Of employees of each section, how many were furloughed in 2020/21. Assumed, near what was published of sections."""
_MONTHS = 12
_WEEKS_OF_A_MONTH = 52 / 12
_FIRST_GRANT_MONTH, _GRANT_MONTHS, _MOST_GRANTS = 1, 3, 3
_GRANTED, _MOST_PROFIT, _OF_PROFIT, _MOST_OF_A_GRANT = 0.72, 50_000, 0.8, 7_500
"""Who of the self-employed had a grant, up to which profit, and how much of it each paid at most."""


def first_days(year: Array) -> Array:
    """6 April of each calendar year."""
    found: Array = np.array([on(y, 4, 6) for y in range(1990, 2047)])[year - 1990]
    return found


@dataclass(frozen=True)
class LeoSpells:
    """Stretches of days of people, by row of the person, in order."""

    row: Array
    start: Array
    end: Array

    def covering(self, row: Array, day: Array) -> Array:
        """The number of the spell that each has on a day, or -1."""
        order = row * 2**20 + day + 2**19
        own = self.row * 2**20 + self.start + 2**19
        at = np.searchsorted(own, order, side="right") - 1
        known = (at >= 0) & (self.row[at] == row) & (self.end[at] >= day) if len(own) else np.zeros(len(row), bool)
        return np.where(known, at, -1)


def _joined(row: Array, start: Array, end: Array, apart: Array) -> LeoSpells:
    """Rows in the order of person and day as spells: those that touch are one, unless they are to be kept `apart`."""
    if not len(row):
        return LeoSpells(row, start, end)
    new = np.r_[True, (row[1:] != row[:-1]) | (start[1:] > end[:-1] + 1) | apart[1:]]
    begins = np.flatnonzero(new)
    return LeoSpells(row[begins], start[begins], end[np.r_[begins[1:], len(row)] - 1])


class TaxRecords:
    """The tables of tax and benefits of a region's people."""

    def __init__(self, people: LeoPeople) -> None:
        self.people = people
        work = people.of.work
        f = work.fields
        row = people.rows(f["person"])
        here = people.has_tax_key[row] & (f["tax_year"] >= FIRST_SPELLS) & (f["tax_year"] <= LAST_TAX_YEAR)
        self.row, self.year = row[here], f["tax_year"][here]
        self.days, self.pay, self.benefit_days = (f[name][here] for name in ("days", "pay", "benefit_days"))
        self.own = f["self_employed"][here].astype(bool)
        self.section = work.texts["sector"].codes[here]
        self.sections = work.texts["sector"].vocabulary.to_pylist()
        self.opens = first_days(self.year)
        self.closes = first_days(self.year + 1) - 1
        self._key = keys(people.seed, people.number[self.row], self.year)

    def _beside(self, of: Array, years: int) -> Array:
        """Whether something is so of the same person in the tax year so many after."""
        found = np.zeros(len(of), dtype=bool)
        here, there = (slice(None, -1), slice(1, None)) if years > 0 else (slice(1, None), slice(None, -1))
        same = (self.row[1:] == self.row[:-1]) & (self.year[1:] == self.year[:-1] + 1)
        found[here] = same & of[there]
        return found

    @cached_property
    def worked(self) -> tuple[Array, Array]:
        """The first and the last day of work in each tax year; of nobody who did not work."""
        length = self.closes - self.opens + 1
        days = np.where(self.days >= YEAR, length, self.days)
        full = self.days >= YEAR
        before, after = self._beside(full, -1), self._beside(full, 1)
        anywhere = np.floor(keyed(self._key, "days of work") * (length - days + 1)).astype(np.int64)
        offset = np.select([before, after, self.benefit_days > 0], [0, length - days, 0], anywhere)
        start = self.opens + offset
        return start, start + days - 1

    @cached_property
    def spells(self) -> LeoSpells:
        """LeoSpells in work for others."""
        start, end = self.worked
        at = np.flatnonzero((self.days > 0) & ~self.own)
        apart = self.year[at] == self.people.second_key_from[self.row[at]]
        return _joined(self.row[at], start[at], end[at], apart)

    @cached_property
    def claims(self) -> LeoSpells:
        """Claims of benefits: in the part of a year without work, or over its end where nothing was claimed before."""
        start, _ = self.worked
        at = np.flatnonzero((self.benefit_days > 0) & (self.year >= FIRST_BENEFITS))
        claimed = self._beside(self.benefit_days > 0, -1) & (self.days == 0)
        early = (claimed | ((self.days > 0) & (start > self.opens)))[at]
        first = np.where(early, self.opens[at], self.closes[at] - self.benefit_days[at] + 1)
        last = first + self.benefit_days[at] - 1
        apart = self.year[at] == self.people.second_key_from[self.row[at]]
        return _joined(self.row[at], first, last, apart)

    @cached_property
    def benefit(self) -> Array:
        """Which benefit each claim is of, by number."""
        claims = self.claims
        draw = keyed(keys(self.people.seed, self.people.number[claims.row], claims.start), "benefit")
        year = calendar_years(claims.start)
        found = choose(draw, _BENEFITS_SINCE)
        for until, shares in reversed(_BENEFITS_OF):
            found = np.where(year <= until, choose(draw, shares), found)
        return found

    def claimed(self, row: Array, day: Array) -> tuple[Array, Array]:
        """Whether each has a claim on a day, and whether it is of universal credit."""
        at = self.claims.covering(row, day)
        kind = np.r_[self.benefit, -1][at]
        return at >= 0, kind == _BENEFITS.index("UC")

    # Tables -----------------------------------------------------------------------------------------------------------

    def tables(self) -> Mapping[str, Columns]:
        """Each table by the name of its fields; days are numbers, and what is missing is null."""
        return {
            "employment": self._employment(),
            "earnings": self._earnings(),
            "self_assessment": self._returns(),
            "benefits": self._benefits(),
            "furlough": self._furlough(),
            "self_employment_support": self._grants(),
        }

    def _keys(self, at: Array) -> pa.StringArray:
        return self.people.tax_keys(self.row[at], self.year[at])

    def _spell_keys(self, spells: LeoSpells) -> pa.StringArray:
        """A spell belongs to the key of the tax year in which it began."""
        year = calendar_years(spells.start)
        return self.people.tax_keys(spells.row, np.where(spells.start < first_days(year), year - 1, year))

    def _employment(self) -> Columns:
        spells = self.spells
        key = keys(self.people.seed, self.people.number[spells.row], spells.start)
        turns = first_days(np.arange(FIRST_SPELLS, LAST_TAX_YEAR + 2))
        last = int(turns[-1]) - 1
        starts = np.isin(spells.start, turns) & (keyed(key, "start is a guess") < _GUESSED)
        ends = np.isin(spells.end + 1, turns) & (keyed(key, "end is a guess") < _GUESSED)
        return {
            "EduKey": self._spell_keys(spells),
            "StartDate": spells.start,
            "EndDate": spells.end,
            "UncertainStartDate": (starts | (spells.start == turns[0])).astype(np.int64),
            "UncertainEndDate": (ends | (spells.end == last)).astype(np.int64),
        }

    @cached_property
    def _employed(self) -> Array:
        """Rows of employees in tax years of which pay is told."""
        return np.flatnonzero((self.days > 0) & ~self.own & (self.year >= FIRST_PAY))

    def _earnings(self) -> Columns:
        at = self._employed
        known = ~lost(NO_EMPLOYER, self._key[at], share_of(NO_EMPLOYER, **self.people.groups_of(self.row[at])))
        register = enterprises(self.people.seed)
        named = [name for name in self.sections if name]
        employer = register.employing(self.people.number[self.row[at]], self.section[at], named, self.year[at])
        two = keyed(self._key[at], "second employer") < _SECOND_JOB
        return {
            "EduKey": self._keys(at),
            "TaxYear": tax_years(self.year[at]),
            "Earnings": self.pay[at],
            "main_enterprise": only(known, register.keys(employer)),
            "Main_SIC2007": only(known, register.industries(employer)),
            "Main_Section": only(known, worded(self.section[at], self.sections)),
            "Num_Employments": known.astype(np.int64) + (two & known),
        }

    def _returns(self) -> Columns:
        at = np.flatnonzero((self.days > 0) & self.own & (self.year >= FIRST_RETURNS))
        groups = {
            **self.people.groups_of(self.row[at]),
            "tax_year": {str(LAST_TAX_YEAR): self.year[at] == LAST_TAX_YEAR},
        }
        at = at[~lost(NO_RETURN, self._key[at], share_of(NO_RETURN, **groups))]
        return {
            "EduKey": self._keys(at),
            "TaxYear": tax_years(self.year[at]),
            "Self_Employed": np.ones(len(at), dtype=np.int64),
            "EARNINGS_SELF_EMPLOYMENT": self.pay[at],
        }

    def _benefits(self) -> Columns:
        claims = self.claims
        return {
            "EduKey": self._spell_keys(claims),
            "StartDate": claims.start,
            "EndDate": claims.end,
            "Benefit_type": worded(self.benefit, _BENEFITS),
            "Out_of_work_benefit": np.ones(len(claims.row), dtype=np.int64),
        }

    def _furlough(self) -> Columns:
        """Employees of 2020/21 who were furloughed, from the last month of 2019/20 on where they worked in it."""
        share = np.array([_FURLOUGHED.get(name, 0.0) for name in self.sections])
        person = keys(self.people.seed, self.people.number[self.row])
        is_in = (self.days > 0) & ~self.own & (self.year >= LAST_TAX_YEAR - 1)
        at = np.flatnonzero(is_in & (keyed(person, "furlough") < share[self.section]))
        months = 1 + np.floor(11.99 * keyed(person[at], "months of furlough") ** 2).astype(np.int64)
        before = self.year[at] < LAST_TAX_YEAR
        late = keyed(person[at], "furlough begins") < 0.2
        at, months = at[~(before & late)], months[~(before & late)]
        before = self.year[at] < LAST_TAX_YEAR
        first = np.where(before, _MONTHS - 1, 0)
        during = _flags(first, np.where(before, _MONTHS, months))
        end_of = _flags(first, np.where(before, _MONTHS, np.maximum(months - 1, 0)))
        weeks = np.where(before, 1.0, np.round(months * _WEEKS_OF_A_MONTH, 1))
        return {
            "EDUKEY": self._keys(at),
            "TAXYEAR": tax_years(self.year[at]),
            "CJRS_EOM_IND": end_of,
            "CJRS_DTM_IND": during,
            "CJRS_WKS_CAPPED": (keyed(self._key[at], "weeks were cut") < 0.02).astype(np.int64),
            "CJRS_TOT_WKS": weeks,
        }

    def _grants(self) -> Columns:
        """Grants of 2020/21 to those on their own account, three months each."""
        can = (self.year == LAST_TAX_YEAR) & (self.days > 0) & self.own & (self.pay < _MOST_PROFIT)
        at = np.flatnonzero(can & (keyed(self._key, "has a grant") < _GRANTED))
        grants = 1 + np.floor(_MOST_GRANTS * keyed(self._key[at], "how many grants") ** 0.4).astype(np.int64)
        first = np.full(len(at), _FIRST_GRANT_MONTH)
        covered = _flags(first, _FIRST_GRANT_MONTH + grants * _GRANT_MONTHS)
        each = np.minimum(_OF_PROFIT * self.pay[at] * _GRANT_MONTHS / _MONTHS, _MOST_OF_A_GRANT)
        return {
            "EDUKEY": self._keys(at),
            "TAXYEAR": tax_years(self.year[at]),
            "SEISS_TOT_WKS": np.round(grants * _GRANT_MONTHS * _WEEKS_OF_A_MONTH, 1),
            "SEISS_TOT_AMT": np.round(grants * each),
            "SEISS_EOM_IND": covered,
            "SEISS_DTM_IND": covered,
        }


def _flags(first: Array, end: Array) -> pa.Array:
    """Twelve flags, from April: 1 from one month to the one before another."""
    texts = [
        "".join("1" if low <= month < high else "0" for month in range(_MONTHS))
        for low in range(_MONTHS + 1)
        for high in range(_MONTHS + 1)
    ]
    return worded(first * (_MONTHS + 1) + end, texts)
