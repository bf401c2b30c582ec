"""Rules about categories of aims that some learners, or some kinds of funding, may not have."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.rules.rule import ByBook
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.list_of_aims import is_in_category, teaches_on
from alder.sources.ilr.rules.terms import has, in_force, monitors

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

STANDALONE = 20
"""Aims that stand alone, and those that give a licence to work in a trade. Categories 21 and 22 are parts of it."""

SECURITY = 22
"""Aims that give a licence to work in security."""

AIM = ("LearnAimRef", "LearnStartDate", "FundModel")
MARKS = ("LearnDelFAMType", "LearnDelFAMCode")
EMPLOYMENT = ("DateEmpStatApp", "ESMType", "ESMCode")

CHECK = "Check the aim code and the funding model."


PAYS_FOR_ADULTS = ByBook({"2020/21": [35, 70, 81], "2025/26": [35, 81]})


@ilr.rule("LearnAimRef_56", books=PAYS_FOR_ADULTS.books, reads=(*AIM, *MARKS), next=CHECK)
def security_licence_in_custody(aim: Rows, fam: Rows, lars_category: Rows, book: AcademicYear) -> Truth:
    """The aim is a licence to work in security, which is not paid for in custody or on temporary release."""
    paid = aim.FundModel.isin(PAYS_FOR_ADULTS[book]) & (aim.LearnStartDate >= date(2015, 8, 1))
    return paid & has(fam, "LDM", "034", "328") & is_in_category(lars_category, SECURITY)


@ilr.rule(
    "LearnAimRef_57",
    until="2020/21",
    reads=(*AIM, *MARKS, *EMPLOYMENT),
    next="Check the aim code, and the learner's benefits.",
)
def standalone_aim_on_other_benefits_in_2015(
    aim: Rows, fam: Rows, employment: Rows, monitoring: Rows, lars_category: Rows
) -> Truth:
    """The aim stands alone or gives a licence, which was not paid for in 2015/16 for learners on these benefits.

    Learners on universal credit who must look for work (LDM 318) and redundant steel workers (LDM 347) are exempt.
    """
    held = monitoring.of(employment)
    began = employment.where(employment.DateEmpStatApp <= aim.LearnStartDate)
    credit = began.any(monitors(held, "BSI", 4)) & ~has(fam, "LDM", "318")
    benefits = began.any(monitors(held, "BSI", 3)) | credit
    paid = aim.FundModel.isin([35, 70, 81]) & aim.LearnStartDate.between(date(2015, 8, 1), date(2016, 7, 31))
    return paid & is_in_category(lars_category, STANDALONE) & benefits & ~has(fam, "LDM", "347")


def _is_on_other_benefits(aim: Rows, employment: Rows, monitoring: Rows) -> Truth:
    return in_force(employment, aim.LearnStartDate).any(monitors(monitoring.of(employment), "BSI", 3))


@ilr.rule(
    "LearnAimRef_81",
    until="2020/21",
    reads=(*AIM, *MARKS, *EMPLOYMENT),
    next="Check the aim code, and the learner's benefits.",
)
def standalone_aim_on_other_benefits_2020(
    aim: Rows, fam: Rows, employment: Rows, monitoring: Rows, lars_category: Rows
) -> Truth:
    """The aim stands alone or gives a licence, which is not paid for when the learner is on other state benefits.

    Redundant steel workers (LDM 347) are exempt.
    """
    paid = aim.FundModel.isin([35, 70, 81]) & (aim.LearnStartDate >= date(2016, 8, 1))
    listed = is_in_category(lars_category, STANDALONE)
    return paid & listed & _is_on_other_benefits(aim, employment, monitoring) & ~has(fam, "LDM", "347")


@ilr.rule(
    "LearnAimRef_81",
    since="2025/26",
    reads=(*AIM, *EMPLOYMENT),
    next="Check the aim code, and the learner's benefits.",
)
def standalone_aim_on_other_benefits(aim: Rows, employment: Rows, monitoring: Rows, lars_category: Rows) -> Truth:
    """The aim stands alone or gives a licence, which is not paid for when the learner is on other state benefits."""
    paid = aim.FundModel.isin([35, 81]) & (aim.LearnStartDate >= date(2016, 8, 1))
    listed = is_in_category(lars_category, STANDALONE, 21, SECURITY)
    return paid & listed & _is_on_other_benefits(aim, employment, monitoring)


@ilr.rule("LearnAimRef_153", since="2025/26", reads=("LearnAimRef", "FundModel"), next=CHECK)
def aim_not_paid_as_adult_skills(aim: Rows, lars_category: Rows) -> Truth:
    """The aim is in a category (67) that adult skills funding does not pay for."""
    return (aim.FundModel == 35) & is_in_category(lars_category, 67)


@ilr.rule(
    "AddHours_03",
    reads=("LearnAimRef", "LearnStartDate", "AddHours"),
    next="Take out the additional hours: only English for speakers of other languages has them.",
)
def additional_hours_of_another_aim(aim: Rows, lars_annual_value: Rows) -> Truth:
    """The aim has additional delivery hours, but is not English for speakers of other languages."""
    return aim.AddHours.notnull() & ~teaches_on(lars_annual_value, aim.LearnStartDate, 36, 37, 38, 39, 40, 41, 42)
