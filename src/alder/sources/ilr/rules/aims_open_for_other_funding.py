"""Rules about aims that must be open for loans, for any kind of funding, or for areas with a budget of their own."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.list_of_aims import (
    closed_before_the_year,
    ends_outside,
    listed_for,
    starts_outside,
    starts_too_late,
)
from alder.sources.ilr.rules.terms import (
    AIM,
    CHECK_END,
    CHECK_FUNDING,
    CHECK_RESTART,
    CHECK_START,
    CHECK_YEAR,
    MARKS,
    has,
    is_devolved,
)

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows


# Loans --------------------------------------------------------------------------------------------------------------


def _has_a_loan(aim: Rows, fam: Rows) -> Truth:
    return (aim.FundModel == 99) & has(fam, "ADL")


def _is_other_funding(aim: Rows, fam: Rows) -> Truth:
    standard = (aim.FundModel == 36) & (aim.ProgType == 25)
    return (standard | aim.FundModel.isin([37, 81, 99])) & ~has(fam, "ADL")


def _is_devolved(fam: Rows, year: AcademicYear) -> Truth:
    return is_devolved(fam, year) & ~has(fam, "LDM", "378")


@ilr.rule(
    "LearnAimRef_110", since="2025/26", reads=(*AIM, "LearnActEndDate", "LearnStartDate", *MARKS), next=CHECK_START
)
def closed_at_the_start_for_loans(aim: Rows, fam: Rows, lars_validity: Rows) -> Truth:
    """The aim was not open for advanced learner loans when it started."""
    return (
        (aim.LearnActEndDate >= date(2020, 8, 1))
        & _has_a_loan(aim, fam)
        & starts_outside(aim, listed_for(lars_validity, "ADV_LEARN_LOAN"))
    )


@ilr.rule("LearnAimRef_111", since="2025/26", reads=(*AIM, "LearnActEndDate", *MARKS), next=CHECK_END)
def closed_at_the_end_for_loans(aim: Rows, fam: Rows, lars_validity: Rows) -> Truth:
    """The aim ended after it was closed for advanced learner loans."""
    return (
        (aim.LearnActEndDate >= date(2020, 8, 1))
        & _has_a_loan(aim, fam)
        & ends_outside(aim, listed_for(lars_validity, "ADV_LEARN_LOAN"))
    )


@ilr.rule("LearnAimRef_112", since="2025/26", reads=(*AIM, "LearnStartDate", *MARKS), next=CHECK_RESTART)
def no_new_starts_for_loans(aim: Rows, fam: Rows, lars_validity: Rows) -> Truth:
    """The aim took no new starts for advanced learner loans when it started."""
    return (
        (aim.LearnStartDate >= date(2021, 8, 1))
        & _has_a_loan(aim, fam)
        & starts_too_late(aim, listed_for(lars_validity, "ADV_LEARN_LOAN"), has(fam, "RES"))
    )


@ilr.rule("LearnAimRef_113", since="2025/26", reads=(*AIM, *MARKS), next=CHECK_YEAR)
def closed_since_last_year_for_loans(aim: Rows, fam: Rows, lars_validity: Rows, year: AcademicYear) -> Truth:
    """The aim was closed for advanced learner loans before this teaching year."""
    return _has_a_loan(aim, fam) & closed_before_the_year(listed_for(lars_validity, "ADV_LEARN_LOAN"), year)


@ilr.rule("LearnAimRef_131", since="2025/26", reads=(*AIM, "LearnStartDate", *MARKS), next=CHECK_FUNDING)
def not_listed_for_loans(aim: Rows, fam: Rows, lars_validity: Rows) -> Truth:
    """The aim is not listed for advanced learner loans.

    Concerns starts since August 2021; the long text of the catalogue says 2023.
    """
    return (
        (aim.LearnStartDate >= date(2021, 8, 1))
        & _has_a_loan(aim, fam)
        & listed_for(lars_validity, "ADV_LEARN_LOAN").none()
    )


# Any kind of funding ------------------------------------------------------------------------------------------------


@ilr.rule(
    "LearnAimRef_114",
    since="2025/26",
    reads=(*AIM, "ProgType", "LearnActEndDate", "LearnStartDate", *MARKS),
    next=CHECK_START,
)
def closed_at_the_start_for_any_funding(aim: Rows, fam: Rows, lars_validity: Rows) -> Truth:
    """The aim was not open for any kind of funding when it started.

    Concerns apprenticeship standards, Skills Bootcamps, other adult funding and aims that the department does
    not pay for. Learners with a loan are exempt.
    """
    return (
        (aim.LearnActEndDate >= date(2020, 8, 1))
        & _is_other_funding(aim, fam)
        & starts_outside(aim, listed_for(lars_validity, "ANY"))
    )


@ilr.rule("LearnAimRef_115", since="2025/26", reads=(*AIM, "ProgType", "LearnActEndDate", *MARKS), next=CHECK_END)
def closed_at_the_end_for_any_funding(aim: Rows, fam: Rows, lars_validity: Rows) -> Truth:
    """The aim ended after it was closed for any kind of funding.

    Concerns apprenticeship standards, Skills Bootcamps, other adult funding and aims that the department does
    not pay for. Learners with a loan are exempt.
    """
    return (
        (aim.LearnActEndDate >= date(2020, 8, 1))
        & _is_other_funding(aim, fam)
        & ends_outside(aim, listed_for(lars_validity, "ANY"))
    )


@ilr.rule("LearnAimRef_116", since="2025/26", reads=(*AIM, "ProgType", "LearnStartDate", *MARKS), next=CHECK_RESTART)
def no_new_starts_for_any_funding(aim: Rows, fam: Rows, lars_validity: Rows) -> Truth:
    """The aim took no new starts for any kind of funding when it started.

    Concerns apprenticeship standards, Skills Bootcamps, other adult funding and aims that the department does
    not pay for. Learners with a loan are exempt.
    """
    return (
        (aim.LearnStartDate >= date(2021, 8, 1))
        & _is_other_funding(aim, fam)
        & starts_too_late(aim, listed_for(lars_validity, "ANY"), has(fam, "RES"))
    )


@ilr.rule("LearnAimRef_117", since="2025/26", reads=AIM, next=CHECK_YEAR)
def closed_since_last_year_for_any_funding(aim: Rows, lars_validity: Rows, year: AcademicYear) -> Truth:
    """The aim was closed for any kind of funding before this teaching year.

    Concerns Skills Bootcamps, other adult funding and aims that the department does not pay for.
    """
    # Its sisters (LearnAimRef_114 to 116) add apprenticeship standards and leave out loans. The catalogue names the
    # funding model as the only field of this one, so the shorter text is taken for what is meant, and no slip.
    return aim.FundModel.isin([37, 81, 99]) & closed_before_the_year(listed_for(lars_validity, "ANY"), year)


@ilr.rule("LearnAimRef_132", since="2025/26", reads=(*AIM, "ProgType", "LearnStartDate", *MARKS), next=CHECK_FUNDING)
def not_listed_for_any_funding(aim: Rows, fam: Rows, lars_validity: Rows) -> Truth:
    """The aim is not listed for any kind of funding.

    Concerns apprenticeship standards, Skills Bootcamps, other adult funding and aims that the department does
    not pay for. Learners with a loan are exempt.
    """
    return (
        (aim.LearnStartDate >= date(2023, 8, 1)) & _is_other_funding(aim, fam) & listed_for(lars_validity, "ANY").none()
    )


# Areas with a budget of their own -----------------------------------------------------------------------------------


@ilr.rule(
    "LearnAimRef_118", since="2025/26", reads=(*AIM, "LearnActEndDate", "LearnStartDate", *MARKS), next=CHECK_START
)
def closed_at_the_start_for_devolved_areas(aim: Rows, fam: Rows, lars_validity: Rows, year: AcademicYear) -> Truth:
    """The aim was not open for areas with a budget of their own when it started.

    Free Courses for Jobs (LDM 378) are exempt.
    """
    return (
        (aim.LearnActEndDate >= date(2020, 8, 1))
        & _is_devolved(fam, year)
        & starts_outside(aim, listed_for(lars_validity, "MCA_GLA"))
    )


@ilr.rule("LearnAimRef_119", since="2025/26", reads=(*AIM, "LearnActEndDate", *MARKS), next=CHECK_END)
def closed_at_the_end_for_devolved_areas(aim: Rows, fam: Rows, lars_validity: Rows, year: AcademicYear) -> Truth:
    """The aim ended after it was closed for areas with a budget of their own.

    Free Courses for Jobs (LDM 378) are exempt.
    """
    return (
        (aim.LearnActEndDate >= date(2020, 8, 1))
        & _is_devolved(fam, year)
        & ends_outside(aim, listed_for(lars_validity, "MCA_GLA"))
    )


@ilr.rule(
    "LearnAimRef_120", since="2025/26", reads=(*AIM, "LearnActEndDate", "LearnStartDate", *MARKS), next=CHECK_RESTART
)
def no_new_starts_for_devolved_areas(aim: Rows, fam: Rows, lars_validity: Rows, year: AcademicYear) -> Truth:
    """The aim took no new starts for areas with a budget of their own when it started.

    Free Courses for Jobs (LDM 378) are exempt.
    """
    return (
        (aim.LearnActEndDate >= date(2021, 8, 1))
        & _is_devolved(fam, year)
        & starts_too_late(aim, listed_for(lars_validity, "MCA_GLA"), has(fam, "RES"))
    )


@ilr.rule("LearnAimRef_121", since="2025/26", reads=(*AIM, *MARKS), next=CHECK_YEAR)
def closed_since_last_year_for_devolved_areas(aim: Rows, fam: Rows, lars_validity: Rows, year: AcademicYear) -> Truth:
    """The aim was closed for areas with a budget of their own before this teaching year.

    Free Courses for Jobs (LDM 378) are exempt.
    """
    return _is_devolved(fam, year) & closed_before_the_year(listed_for(lars_validity, "MCA_GLA"), year)


@ilr.rule("LearnAimRef_133", since="2025/26", reads=(*AIM, "LearnStartDate", *MARKS), next=CHECK_FUNDING)
def not_listed_for_devolved_areas(aim: Rows, fam: Rows, lars_validity: Rows, year: AcademicYear) -> Truth:
    """The aim is not listed for areas with a budget of their own.

    Free Courses for Jobs (LDM 378) are exempt. Aims listed for community or tailored learning will do.
    """
    return (
        (aim.LearnStartDate >= date(2023, 8, 1))
        & _is_devolved(fam, year)
        & listed_for(lars_validity, "MCA_GLA", "COMM_LEARN", "TAILORED_LEARNING").none()
    )
