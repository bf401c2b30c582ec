"""Rules that compare an aim with what the provider returned for it last year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.terms import has

if TYPE_CHECKING:
    from alder.model.expr import Truth, Value
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows


@ilr.rule(
    "FRM_04",
    until="2020/21",
    reads=(
        *("LearnAimRef", "LearnStartDate", "LearnActEndDate", "FundModel", "ProgType", "FworkCode", "PwayCode"),
        *("StdCode", "LearnDelFAMType", "LearnDelFAMCode", "LearnRefNumber", "PrevLearnRefNumber", "ULN"),
        *("PrevUKPRN", "PMUKPRN", "UKPRN"),
    ),
    next="Return the end date that last year's return had, or ask for last year's to be corrected.",
)
def end_date_differs_from_last_year(
    aim: Rows,
    learner: Rows,
    file: Rows,
    fam: Rows,
    last_year_aim: Rows,
    last_year_aim_elsewhere: Rows,
    year: AcademicYear,
) -> Truth:
    """The aim ended last year, and now has another end date or none.

    Last year's aim is the one with the same learner number, aim code, start date and programme, under the learner's
    reference or the one that an earlier provider gave them. Concerns 16 to 19 study, adult skills, apprenticeships and
    loans.
    """
    apprentice = (aim.FundModel == 81) & (aim.ProgType == 25)
    loan = (aim.FundModel == 99) & has(fam, "ADL", "1")
    paid = aim.FundModel.isin([25, 35, 36]) | apprentice | loan
    changed = [
        before.any(
            (before.collection_year == (year - 1).label)
            & is_the_same_aim(aim, learner, file, before)
            & _ended_otherwise(aim, before)
        )
        for before in (last_year_aim, last_year_aim_elsewhere)
    ]
    return paid & (changed[0] | changed[1])


def _ended_otherwise(aim: Rows, before: Rows) -> Truth:
    other = aim.LearnActEndDate.isnull() | (aim.LearnActEndDate != before.LearnActEndDate)
    return before.LearnActEndDate.notnull() & other


def is_the_same_aim(aim: Rows, learner: Rows, file: Rows, before: Rows) -> Truth:
    """A code that this year's aim lacks is not compared."""
    ours = (file.UKPRN, learner.PrevUKPRN, learner.PMUKPRN)
    theirs = (before.UKPRN, before.PrevUKPRN, before.PMUKPRN)
    provider = _is_one_of(ours[0], theirs) | _is_one_of(ours[1], theirs) | _is_one_of(ours[2], theirs)
    alike = (before.LearnStartDate == aim.LearnStartDate) & (before.FundModel == aim.FundModel)
    for code in ("ProgType", "FworkCode", "PwayCode", "StdCode"):
        held = getattr(aim, code)
        alike = alike & (held.isnull() | (held == getattr(before, code)))
    return (before.ULN == learner.ULN) & provider & alike


def _is_one_of(value: Value, others: tuple[Value, Value, Value]) -> Truth:
    first, second, third = ((value == other).fill_null(False) for other in others)
    return first | second | third
