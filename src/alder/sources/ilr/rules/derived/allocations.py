"""What the provider's contracts with the funding agency allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alder.model.expr import Day, Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows


def _of(allocation: Rows, file: Rows, *streams: str) -> Rows:
    """The provider's allocations from these streams of funding."""
    return allocation.of(file).where(allocation.FundingStreamPeriodCode.isin(streams))


def has_contract(allocation: Rows, file: Rows, *streams: str) -> Truth:
    """The provider has an allocation from one of these streams of funding."""
    return _of(allocation, file, *streams).any()


def starts_after_the_stop(aim: Rows, allocation: Rows, file: Rows, *streams: str) -> Truth:
    """The aim started on or after the day from which the latest of these allocations takes no new starts."""
    return is_on_or_after_the_stop(aim.LearnStartDate, _of(allocation, file, *streams))


def is_on_or_after_the_stop(day: Day, own: Rows) -> Truth:
    """The allocation that began last takes no new starts on `day`. One without a beginning is the last to be asked."""
    dated = day >= own.latest("StartDate").greatest("StopNewStartsFromDate")
    undated = own.none(own.StartDate.notnull()) & (day >= own.greatest("StopNewStartsFromDate"))
    return dated | undated


def ended_before(aim: Rows, year: AcademicYear) -> Truth:
    """The aim ended before the teaching year."""
    return (aim.LearnActEndDate < year.first_day).fill_null(False)


def ended_the_year_before(aim: Rows, year: AcademicYear) -> Truth:
    """The aim ended in the teaching year before. The service of 2020/21 still asked of those that ended earlier."""
    last = year - 1
    return aim.LearnActEndDate.between(last.first_day, last.last_day).fill_null(False)
