"""Rules about aims that must be open for 14 to 19 year-olds, or for community and tailored learning."""

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
)

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows


# 16 to 19 study -----------------------------------------------------------------------------------------------------

SCHOOL_AGE = ("320", "321", "381")
"""Learning in college before 16: paid directly, taught at home, or out of school."""


def _is_16_to_19(aim: Rows, fam: Rows) -> Truth:
    return aim.FundModel.isin([25, 82]) & ~has(fam, "LDM", *SCHOOL_AGE)


def _is_14_to_16(aim: Rows, fam: Rows) -> Truth:
    return (aim.FundModel == 25) & has(fam, "LDM", *SCHOOL_AGE)


@ilr.rule(
    "LearnAimRef_102", since="2025/26", reads=(*AIM, "LearnActEndDate", "LearnStartDate", *MARKS), next=CHECK_START
)
def closed_at_the_start_for_16_to_19(aim: Rows, fam: Rows, lars_validity: Rows) -> Truth:
    """The aim was not open for 16 to 19 study when it started.

    Learners aged 14 to 16 in college (LDM 320, 321 and 381) are exempt.
    """
    return (
        (aim.LearnActEndDate >= date(2020, 8, 1))
        & _is_16_to_19(aim, fam)
        & starts_outside(aim, listed_for(lars_validity, "1619_EFA"))
    )


@ilr.rule("LearnAimRef_103", since="2025/26", reads=(*AIM, "LearnActEndDate", *MARKS), next=CHECK_END)
def closed_at_the_end_for_16_to_19(aim: Rows, fam: Rows, lars_validity: Rows) -> Truth:
    """The aim ended after it was closed for 16 to 19 study.

    Learners aged 14 to 16 in college (LDM 320, 321 and 381) are exempt.
    """
    return (
        (aim.LearnActEndDate >= date(2020, 8, 1))
        & _is_16_to_19(aim, fam)
        & ends_outside(aim, listed_for(lars_validity, "1619_EFA"))
    )


@ilr.rule("LearnAimRef_104", since="2025/26", reads=(*AIM, "LearnStartDate", *MARKS), next=CHECK_RESTART)
def no_new_starts_for_16_to_19(aim: Rows, fam: Rows, lars_validity: Rows) -> Truth:
    """The aim took no new starts for 16 to 19 study when it started.

    Learners aged 14 to 16 in college (LDM 320, 321 and 381) are exempt.
    """
    return (
        (aim.LearnStartDate >= date(2021, 8, 1))
        & _is_16_to_19(aim, fam)
        & starts_too_late(aim, listed_for(lars_validity, "1619_EFA"), has(fam, "RES"))
    )


@ilr.rule("LearnAimRef_105", since="2025/26", reads=(*AIM, "LearnStartDate", *MARKS), next=CHECK_YEAR)
def closed_since_last_year_for_16_to_19(aim: Rows, fam: Rows, lars_validity: Rows, year: AcademicYear) -> Truth:
    """The aim was closed for 16 to 19 study before this teaching year.

    Learners aged 14 to 16 in college (LDM 320, 321 and 381) are exempt.
    """
    return (
        (aim.LearnStartDate >= date(2021, 8, 1))
        & _is_16_to_19(aim, fam)
        & closed_before_the_year(listed_for(lars_validity, "1619_EFA"), year)
    )


@ilr.rule("LearnAimRef_129", since="2025/26", reads=(*AIM, "LearnStartDate", *MARKS), next=CHECK_FUNDING)
def not_listed_for_16_to_19(aim: Rows, fam: Rows, lars_validity: Rows) -> Truth:
    """The aim is not listed for 16 to 19 study.

    Learners aged 14 to 16 in college (LDM 320, 321 and 381) are exempt. Concerns starts since August 2021; the
    long text of the catalogue says 2023.
    """
    return (
        (aim.LearnStartDate >= date(2021, 8, 1)) & _is_16_to_19(aim, fam) & listed_for(lars_validity, "1619_EFA").none()
    )


# 14 to 16 year-olds at college --------------------------------------------------------------------------------------


@ilr.rule(
    "LearnAimRef_122", since="2025/26", reads=(*AIM, "LearnActEndDate", "LearnStartDate", *MARKS), next=CHECK_START
)
def closed_at_the_start_for_14_to_16(aim: Rows, fam: Rows, lars_validity: Rows) -> Truth:
    """The aim was not open for 14 to 16 year-olds at college when it started."""
    return (
        (aim.LearnActEndDate >= date(2020, 8, 1))
        & _is_14_to_16(aim, fam)
        & starts_outside(aim, listed_for(lars_validity, "1416_EFA"))
    )


@ilr.rule("LearnAimRef_123", since="2025/26", reads=(*AIM, "LearnActEndDate", *MARKS), next=CHECK_END)
def closed_at_the_end_for_14_to_16(aim: Rows, fam: Rows, lars_validity: Rows) -> Truth:
    """The aim ended after it was closed for 14 to 16 year-olds at college."""
    return (
        (aim.LearnActEndDate >= date(2020, 8, 1))
        & _is_14_to_16(aim, fam)
        & ends_outside(aim, listed_for(lars_validity, "1416_EFA"))
    )


@ilr.rule(
    "LearnAimRef_124", since="2025/26", reads=(*AIM, "LearnActEndDate", "LearnStartDate", *MARKS), next=CHECK_RESTART
)
def no_new_starts_for_14_to_16(aim: Rows, fam: Rows, lars_validity: Rows) -> Truth:
    """The aim took no new starts for 14 to 16 year-olds at college when it started."""
    return (
        (aim.LearnActEndDate >= date(2021, 8, 1))
        & _is_14_to_16(aim, fam)
        & starts_too_late(aim, listed_for(lars_validity, "1416_EFA"), has(fam, "RES"))
    )


@ilr.rule("LearnAimRef_125", since="2025/26", reads=(*AIM, "LearnActEndDate", *MARKS), next=CHECK_YEAR)
def closed_since_last_year_for_14_to_16(aim: Rows, fam: Rows, lars_validity: Rows, year: AcademicYear) -> Truth:
    """The aim was closed for 14 to 16 year-olds at college before this teaching year."""
    return (
        (aim.LearnActEndDate >= date(2021, 8, 1))
        & _is_14_to_16(aim, fam)
        & closed_before_the_year(listed_for(lars_validity, "1416_EFA"), year)
    )


@ilr.rule("LearnAimRef_134", since="2025/26", reads=(*AIM, "LearnStartDate", *MARKS), next=CHECK_FUNDING)
def not_listed_for_14_to_16(aim: Rows, fam: Rows, lars_validity: Rows) -> Truth:
    """The aim is not listed for 14 to 16 year-olds at college."""
    return (
        (aim.LearnStartDate >= date(2023, 8, 1)) & _is_14_to_16(aim, fam) & listed_for(lars_validity, "1416_EFA").none()
    )


# Community learning -------------------------------------------------------------------------------------------------


@ilr.rule("LearnAimRef_106", since="2025/26", reads=(*AIM, "LearnActEndDate", "LearnStartDate"), next=CHECK_START)
def closed_at_the_start_for_community_learning(aim: Rows, lars_validity: Rows) -> Truth:
    """The aim was not open for community learning when it started."""
    return (
        (aim.LearnActEndDate >= date(2020, 8, 1))
        & (aim.FundModel == 10)
        & starts_outside(aim, listed_for(lars_validity, "COMM_LEARN"))
    )


@ilr.rule("LearnAimRef_107", since="2025/26", reads=(*AIM, "LearnActEndDate"), next=CHECK_END)
def closed_at_the_end_for_community_learning(aim: Rows, lars_validity: Rows) -> Truth:
    """The aim ended after it was closed for community learning."""
    return (
        (aim.LearnActEndDate >= date(2020, 8, 1))
        & (aim.FundModel == 10)
        & ends_outside(aim, listed_for(lars_validity, "COMM_LEARN"))
    )


@ilr.rule(
    "LearnAimRef_108", since="2025/26", reads=(*AIM, "LearnActEndDate", "LearnStartDate", *MARKS), next=CHECK_RESTART
)
def no_new_starts_for_community_learning(aim: Rows, fam: Rows, lars_validity: Rows) -> Truth:
    """The aim took no new starts for community learning when it started."""
    return (
        (aim.LearnActEndDate >= date(2021, 8, 1))
        & (aim.FundModel == 10)
        & starts_too_late(aim, listed_for(lars_validity, "COMM_LEARN"), has(fam, "RES"))
    )


@ilr.rule("LearnAimRef_109", since="2025/26", reads=AIM, next=CHECK_YEAR)
def closed_since_last_year_for_community_learning(aim: Rows, lars_validity: Rows, year: AcademicYear) -> Truth:
    """The aim was closed for community learning before this teaching year."""
    return (aim.FundModel == 10) & closed_before_the_year(listed_for(lars_validity, "COMM_LEARN"), year)


@ilr.rule("LearnAimRef_130", since="2025/26", reads=(*AIM, "LearnStartDate"), next=CHECK_FUNDING)
def not_listed_for_community_learning(aim: Rows, lars_validity: Rows) -> Truth:
    """The aim is not listed for community learning."""
    return (
        (aim.LearnStartDate >= date(2023, 8, 1))
        & (aim.FundModel == 10)
        & listed_for(lars_validity, "COMM_LEARN").none()
    )


# Tailored learning --------------------------------------------------------------------------------------------------


@ilr.rule("LearnAimRef_148", since="2025/26", reads=(*AIM, "LearnActEndDate", "LearnStartDate"), next=CHECK_START)
def closed_at_the_start_for_tailored_learning(aim: Rows, lars_validity: Rows) -> Truth:
    """The aim was not open for tailored learning when it started."""
    return (
        (aim.LearnActEndDate >= date(2024, 8, 1))
        & (aim.FundModel == 11)
        & starts_outside(aim, listed_for(lars_validity, "TAILORED_LEARNING"))
    )


@ilr.rule("LearnAimRef_149", since="2025/26", reads=(*AIM, "LearnActEndDate"), next=CHECK_END)
def closed_at_the_end_for_tailored_learning(aim: Rows, lars_validity: Rows) -> Truth:
    """The aim ended after it was closed for tailored learning."""
    return (
        (aim.LearnActEndDate >= date(2024, 8, 1))
        & (aim.FundModel == 11)
        & ends_outside(aim, listed_for(lars_validity, "TAILORED_LEARNING"))
    )


@ilr.rule(
    "LearnAimRef_150", since="2025/26", reads=(*AIM, "LearnActEndDate", "LearnStartDate", *MARKS), next=CHECK_RESTART
)
def no_new_starts_for_tailored_learning(aim: Rows, fam: Rows, lars_validity: Rows) -> Truth:
    """The aim took no new starts for tailored learning when it started."""
    return (
        (aim.LearnActEndDate >= date(2024, 8, 1))
        & (aim.FundModel == 11)
        & starts_too_late(aim, listed_for(lars_validity, "TAILORED_LEARNING"), has(fam, "RES"))
    )


@ilr.rule("LearnAimRef_151", since="2025/26", reads=AIM, next=CHECK_YEAR)
def closed_since_last_year_for_tailored_learning(aim: Rows, lars_validity: Rows, year: AcademicYear) -> Truth:
    """The aim was closed for tailored learning before this teaching year."""
    return (aim.FundModel == 11) & closed_before_the_year(listed_for(lars_validity, "TAILORED_LEARNING"), year)


@ilr.rule("LearnAimRef_152", since="2025/26", reads=(*AIM, "LearnStartDate"), next=CHECK_FUNDING)
def not_listed_for_tailored_learning(aim: Rows, lars_validity: Rows) -> Truth:
    """The aim is not listed for tailored learning."""
    return (
        (aim.LearnStartDate >= date(2024, 8, 1))
        & (aim.FundModel == 11)
        & listed_for(lars_validity, "TAILORED_LEARNING").none()
    )
