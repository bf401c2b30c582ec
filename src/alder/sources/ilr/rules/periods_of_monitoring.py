"""Rules about funding and monitoring records that last for a while: contract types and learning support."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.terms import is_not

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.rules.language import Rows

PERIOD = ("LearnDelFAMType", "LearnDelFAMCode", "LearnDelFAMDateFrom", "LearnDelFAMDateTo")

OPEN = date(9999, 12, 31)


@ilr.rule("R105", reads=PERIOD, next="End one contract type before the other begins, over all aims of the learner.")
def two_contract_types_on_one_day(learner: Rows, fam: Rows) -> Truth:
    """The learner has both contract types, with the employer and with the agency, on one day.

    A record without an end goes on. All records count, whichever aim they belong to. The service of 2020/21 compared
    each with the next only, and overlooked one that a record of its own kind had come between; the 2025/26 text asks
    of any two. Contract types other than 1 and 2 are left to the code list.
    """
    from alder.model import expr

    contracts = fam.where(fam.LearnDelFAMType == "ACT")
    end = expr.coalesce(fam.LearnDelFAMDateTo, expr.literal(OPEN))

    def overlaps(code: str, other: str) -> Truth:
        ends_of_other = (fam.LearnDelFAMCode == other).ifelse(end, expr.null("date"))
        latest = contracts.so_far(ends_of_other, by="LearnDelFAMDateFrom")
        return contracts.any((fam.LearnDelFAMCode == code) & (latest >= fam.LearnDelFAMDateFrom))

    return overlaps("1", "2") | overlaps("2", "1")


@ilr.rule("R106", reads=PERIOD, next="Let learning support of one aim end before that of the next begins.")
def learning_support_twice_on_one_day(learner: Rows, fam: Rows) -> Truth:
    """The learner has learning support twice on one day. Asked of support since August 2016."""
    support = fam.where((fam.LearnDelFAMType == "LSF") & (fam.LearnDelFAMDateFrom >= date(2016, 8, 1)))
    next_start = support.following("LearnDelFAMDateFrom", by="LearnDelFAMDateFrom")
    goes_on = fam.LearnDelFAMDateTo.isnull() | (fam.LearnDelFAMDateTo >= next_start)
    return support.any(next_start.notnull() & goes_on)


def _last_contract_type(fam: Rows, condition: Truth) -> Truth:
    """It is so of the last of the aim's contract types. Only where none has a first date, one without counts."""
    contracts = fam.where(fam.LearnDelFAMType == "ACT")
    undated = contracts.none(fam.LearnDelFAMDateFrom.notnull()) & contracts.any(condition)
    return contracts.latest("LearnDelFAMDateFrom").any(condition) | undated


@ilr.rule(
    "R112",
    until="2020/21",
    reads=("FundModel", "ProgType", "LearnActEndDate", *PERIOD),
    next="End the last contract type on the day on which learning ended.",
)
def contract_type_does_not_end_with_learning(aim: Rows, fam: Rows) -> Truth:
    """The framework apprenticeship has ended, but its last contract type did not end on that day."""
    another_day = fam.LearnDelFAMDateTo.isnull() | (fam.LearnDelFAMDateTo != aim.LearnActEndDate)
    ended = (aim.FundModel == 36) & is_not(aim.ProgType, 25) & aim.LearnActEndDate.notnull()
    return ended & _last_contract_type(fam, another_day)


@ilr.rule(
    "R113",
    until="2020/21",
    reads=("FundModel", "ProgType", "LearnActEndDate", *PERIOD),
    next="Take out the end of the last contract type, or add the date on which learning ended.",
)
def contract_type_ends_while_learning_goes_on(aim: Rows, fam: Rows) -> Truth:
    """The framework apprenticeship goes on, but its last contract type has ended."""
    goes_on = (aim.FundModel == 36) & is_not(aim.ProgType, 25) & aim.LearnActEndDate.isnull()
    return goes_on & _last_contract_type(fam, fam.LearnDelFAMDateTo.notnull())
