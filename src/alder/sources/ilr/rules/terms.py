"""What several rules say in the same words: an apprenticeship, an age, a code of the year, a record in force."""

from __future__ import annotations

import calendar
from datetime import date
from typing import TYPE_CHECKING

from alder.model.ids import ULN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alder.model.code_list import Code, CodeList
    from alder.model.expr import Day, Text, Truth, Value, Whole
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

AIM = ("LearnAimRef", "FundModel")
MARKS = ("LearnDelFAMType", "LearnDelFAMCode")

CHECK_START = "Check the aim code and the start date."
CHECK_END = "Check the aim code and the end date."
CHECK_RESTART = "Check the aim code and the start date, or mark a restart (RES 1)."
CHECK_YEAR = "Use an aim that is open this year."
CHECK_FUNDING = "Check the aim code and the funding model."


NO_ULN = ULN.TEMPORARY
"""Stands for a learner whose number is not known yet."""


def is_not(column: Value, *values: object) -> Truth:
    """The column holds none of these values; a missing value is none of them."""
    return column.isnull() | ~column.isin(list(values))


def same(a: Value, b: Value) -> Truth:
    """Equal, where missing equals missing."""
    return a.identical_to(b)


def planned_hours(learner: Rows) -> Whole:
    """The planned hours for qualifications and the others; a missing number is none. No two numbers are too great."""
    return learner.PlanLearnHours.fill_null(0).cast("int64") + learner.PlanEEPHours.fill_null(0)


# Programmes and funding ------------------------------------------------------------------------------------------


def is_apprenticeship(aim: Rows, year: AcademicYear) -> Truth:
    """The aim is part of an apprenticeship: of a standard in 2025/26, of a framework too before.

    Nobody could start a framework after July 2020, but who had started went on.
    """
    return aim.ProgType.isin([25] if year.start >= 2025 else [2, 3, 20, 21, 22, 23, 25])


def is_standard_programme(aim: Rows) -> Truth:
    """The aim is the programme aim of an apprenticeship standard."""
    return (aim.AimType == 1) & (aim.ProgType == 25)


def is_bootcamp(aim: Rows) -> Truth:
    """The aim belongs to a Skills Bootcamp, which has its own rules about outcomes (since 2022/23)."""
    return ((aim.FundModel == 37) & (aim.ProgType == 32)).fill_null(False)


def is_community_learning(aim: Rows, fam: Rows) -> Truth:
    """Community learning, funded as such or through a local authority. `fam` are the aim's own records."""
    return (aim.FundModel == 10) | ((aim.FundModel == 99) & has(fam, "SOF", "108"))


def has(fam: Rows, type: str, *codes: str) -> Truth:
    """The aim has a funding and monitoring record of this type (with one of the codes)."""
    of_type = fam.LearnDelFAMType == type
    return fam.any(of_type & fam.LearnDelFAMCode.isin(codes) if codes else of_type)


def learner_has(learner_fam: Rows, type: str, *codes: int) -> Truth:
    """The learner has a funding and monitoring record of this type (with one of the codes)."""
    of_type = learner_fam.LearnFAMType == type
    return learner_fam.any(of_type & learner_fam.LearnFAMCode.isin(codes) if codes else of_type)


def is_devolved(fam: Rows, year: AcademicYear) -> Truth:
    """A devolved authority pays for the aim."""
    last = 117 if year.start <= 2020 else 120
    return has(fam, "SOF", *(str(code) for code in range(110, last + 1)))


def monitors(monitoring: Rows, type: str, *codes: int) -> Truth:
    """The employment record has a monitoring record of this type (with one of the codes)."""
    of_type = monitoring.ESMType == type
    return monitoring.any(of_type & monitoring.ESMCode.isin(codes) if codes else of_type)


# Days ------------------------------------------------------------------------------------------------------------


def in_force(employment: Rows, day: Value) -> Rows:
    """The employment record in force on `day`: the last that began on or before it."""
    began = employment.DateEmpStatApp <= day
    return employment.where(began & (employment.in_force_before.isnull() | (day < employment.in_force_before)))


def age_on(born: Day, day: date | Day) -> Whole:
    """Whole years lived by `day`. Who was born on 29 February turns a year older on 28 February in a common year."""
    if isinstance(day, date):
        reached = day.month * 100 + day.day
        if (day.month, day.day) == (2, 28) and not calendar.isleap(day.year):
            reached = 229
        return day.year - born.year() - (_month_and_day(born) > reached).cast("int32")
    common = ~((day.year() % 4 == 0) & ((day.year() % 100 != 0) | (day.year() % 400 == 0)))
    so_far = _month_and_day(day) + ((_month_and_day(day) == 228) & common).cast("int32")
    return day.year() - born.year() - (_month_and_day(born) > so_far).cast("int32")


def _month_and_day(day: Day) -> Whole:
    return day.month().cast("int32") * 100 + day.day().cast("int32")


def days_from(start: Day, end: Day) -> Whole:
    """End minus start, in days."""
    return end.delta(start, unit="day")


def whole_days(start: Day, end: Day) -> Whole:
    """Days from start to end, both counted, as the service of 2020/21 measured planned lengths."""
    return days_from(start, end).abs() + 1


def years_after(day: Day, years: int) -> Day:
    """The same day some years on; 29 February becomes 28 February."""
    from alder.model import expr

    return day + expr.interval(years=years)


def months_after(day: Day, months: int) -> Day:
    """The same day some months on; where that month is too short, its last day."""
    from alder.model import expr

    return day + expr.interval(months=months)


# Codes -----------------------------------------------------------------------------------------------------------


def is_unknown(column: Value, codes: CodeList, year: AcademicYear) -> Truth:
    """The field holds a code that is not on the year's list. A missing value is not unknown."""
    known = codes.known_in(year)
    return ~column.isin([int(c.code) for c in known] if column.type().is_integer() else [c.code for c in known])


def learner_records(learner_fam: Rows, type: str) -> Whole:
    """How many funding and monitoring records of a type the learner has."""
    return learner_fam.count(learner_fam.LearnFAMType == type)


def aim_records(fam: Rows, type: str) -> Whole:
    """How many funding and monitoring records of a type the aim has."""
    return fam.count(fam.LearnDelFAMType == type)


def key(type: Text, code: Value) -> Text:
    """A typed code as code lists write it: `LDM 034`."""
    return type + " " + code.cast("string")


def is_unknown_pair(type: Text, code: Value, codes: CodeList, year: AcademicYear) -> Truth:
    """The pair of type and code is not on the year's list."""
    return ~key(type, code).isin([c.key for c in codes.known_in(year)])


def is_closed(value: Value, day: Value, codes: Iterable[Code]) -> Truth:
    """The code, or the pair's `key`, may no longer be used on `day`."""
    return _any_of([_is_among(value, keys) & (day > last) for last, keys in _by_day((c.last, c) for c in codes)])


def is_closed_pair(type: Text, code: Value, day: Value, codes: CodeList) -> Truth:
    """The pair of type and code may no longer be used on `day`. For many records this is faster than by their `key`."""
    return _any_of([(type == t) & is_closed(code, day, codes.of_type(t)) for t in codes.types])


def is_not_open(value: Value, day: Value, codes: Iterable[Code]) -> Truth:
    """The code, or the pair's `key`, may not be used on `day`: closed already, or not open yet."""
    return is_closed(value, day, codes) | is_early(value, day, codes)


def is_early(value: Value, day: Value, codes: Iterable[Code]) -> Truth:
    """The code, or the pair's `key`, may not be used on `day` yet."""
    return _any_of([_is_among(value, keys) & (day < first) for first, keys in _by_day((c.first, c) for c in codes)])


def _by_day(dated: Iterable[tuple[date | None, Code]]) -> list[tuple[date, list[str]]]:
    """Codes that share their day, as they are asked for together: a return has a million records with a code."""
    found: dict[date, list[str]] = {}
    for day, code in dated:
        if day is not None:
            found.setdefault(day, []).append(code.key)
    return list(found.items())


def _is_among(value: Value, keys: list[str]) -> Truth:
    return value.isin([int(k) for k in keys] if value.type().is_integer() else keys)


def _any_of(truths: list[Truth]) -> Truth:
    if not truths:
        from alder.model import expr

        return expr.literal(False)
    either = truths[0]
    for truth in truths[1:]:
        either = either | truth
    return either


def all_community_learning(aims: Rows, fam: Rows) -> Truth:
    """Every aim is community learning, in whichever way it is funded."""
    return aims.all(is_community_learning(aims, fam.of(aims)))


def all_community_learning_of_one_kind(aims: Rows, fam: Rows) -> Truth:
    """Every aim is funded as community learning, or every aim is paid by a local authority: so read in 2020/21."""
    through_authority = (aims.FundModel == 99) & has(fam.of(aims), "SOF", "108")
    return aims.all(aims.FundModel == 10) | aims.all(through_authority)
