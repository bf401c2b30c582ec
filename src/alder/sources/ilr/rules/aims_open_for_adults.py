"""Rules about aims that must be open for adults: adult skills, the Adult Skills Fund and Free Courses for Jobs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.list_of_aims import (
    closed_before_the_year,
    ends_outside,
    is_in_category,
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
    is_apprenticeship,
    is_devolved,
)

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows


# Adult skills, to July 2024 -----------------------------------------------------------------------------------------


def _is_adult_skills(aim: Rows, fam: Rows, year: AcademicYear) -> Truth:
    elsewhere = is_apprenticeship(aim, year).fill_null(False) | is_devolved(fam, year)
    return (aim.FundModel == 35) & ~elsewhere & ~has(fam, "LDM", "034", "378")


def _is_skills_fund(aim: Rows, fam: Rows, year: AcademicYear) -> Truth:
    return (aim.FundModel == 38) & ~is_devolved(fam, year) & ~has(fam, "LDM", "378", "395")


def _is_free_course(aim: Rows, fam: Rows) -> Truth:
    return (aim.FundModel == 38) & has(fam, "LDM", "378")


@ilr.rule(
    "LearnAimRef_94",
    since="2025/26",
    reads=(*AIM, "ProgType", "LearnActEndDate", "LearnStartDate", *MARKS),
    next=CHECK_START,
)
def closed_at_the_start_for_adult_skills(aim: Rows, fam: Rows, lars_validity: Rows, year: AcademicYear) -> Truth:
    """The aim was not open for adult skills when it started.

    Apprenticeships, learning in custody (LDM 034), Free Courses for Jobs (LDM 378) and devolved areas are
    exempt.
    """
    return (
        aim.LearnActEndDate.between(date(2020, 8, 1), date(2024, 7, 31))
        & _is_adult_skills(aim, fam, year)
        & starts_outside(aim, listed_for(lars_validity, "ADULT_SKILLS"))
    )


@ilr.rule("LearnAimRef_95", since="2025/26", reads=(*AIM, "ProgType", "LearnActEndDate", *MARKS), next=CHECK_END)
def closed_at_the_end_for_adult_skills(aim: Rows, fam: Rows, lars_validity: Rows, year: AcademicYear) -> Truth:
    """The aim ended after it was closed for adult skills.

    Apprenticeships, learning in custody (LDM 034), Free Courses for Jobs (LDM 378) and devolved areas are
    exempt.
    """
    return (
        aim.LearnActEndDate.between(date(2020, 8, 1), date(2024, 7, 31))
        & _is_adult_skills(aim, fam, year)
        & ends_outside(aim, listed_for(lars_validity, "ADULT_SKILLS"))
    )


@ilr.rule(
    "LearnAimRef_96",
    since="2025/26",
    reads=(*AIM, "ProgType", "LearnActEndDate", "LearnStartDate", *MARKS),
    next=CHECK_RESTART,
)
def no_new_starts_for_adult_skills(aim: Rows, fam: Rows, lars_validity: Rows, year: AcademicYear) -> Truth:
    """The aim took no new starts for adult skills when it started.

    Apprenticeships, learning in custody (LDM 034), Free Courses for Jobs (LDM 378) and devolved areas are
    exempt.
    """
    return (
        aim.LearnActEndDate.between(date(2021, 8, 1), date(2024, 7, 31))
        & _is_adult_skills(aim, fam, year)
        & starts_too_late(aim, listed_for(lars_validity, "ADULT_SKILLS"), has(fam, "RES"))
    )


@ilr.rule("LearnAimRef_97", since="2025/26", reads=(*AIM, "ProgType", "LearnStartDate", *MARKS), next=CHECK_YEAR)
def closed_since_last_year_for_adult_skills(aim: Rows, fam: Rows, lars_validity: Rows, year: AcademicYear) -> Truth:
    """The aim was closed for adult skills before this teaching year.

    Apprenticeships, learning in custody (LDM 034), Free Courses for Jobs (LDM 378) and devolved areas are
    exempt.
    """
    return (
        (aim.LearnStartDate <= date(2024, 7, 31))
        & _is_adult_skills(aim, fam, year)
        & closed_before_the_year(listed_for(lars_validity, "ADULT_SKILLS"), year)
    )


@ilr.rule("LearnAimRef_127", since="2025/26", reads=(*AIM, "ProgType", "LearnStartDate", *MARKS), next=CHECK_FUNDING)
def not_listed_for_adult_skills(aim: Rows, fam: Rows, lars_validity: Rows, year: AcademicYear) -> Truth:
    """The aim is not listed for adult skills.

    Apprenticeships, learning in custody (LDM 034), Free Courses for Jobs (LDM 378) and devolved areas are
    exempt.
    """
    return (
        aim.LearnStartDate.between(date(2023, 8, 1), date(2024, 7, 31))
        & _is_adult_skills(aim, fam, year)
        & listed_for(lars_validity, "ADULT_SKILLS").none()
    )


# The Adult Skills Fund, since August 2024 ---------------------------------------------------------------------------


@ilr.rule(
    "LearnAimRef_138", since="2025/26", reads=(*AIM, "LearnActEndDate", "LearnStartDate", *MARKS), next=CHECK_START
)
def closed_at_the_start_for_the_skills_fund(aim: Rows, fam: Rows, lars_validity: Rows, year: AcademicYear) -> Truth:
    """The aim was not open for the Adult Skills Fund when it started.

    Free Courses for Jobs (LDM 378), the pilot called Project S (LDM 395) and devolved areas are exempt.
    """
    return (
        (aim.LearnActEndDate >= date(2024, 8, 1))
        & _is_skills_fund(aim, fam, year)
        & starts_outside(aim, listed_for(lars_validity, "ADULT_SKILLS"))
    )


@ilr.rule("LearnAimRef_139", since="2025/26", reads=(*AIM, "LearnActEndDate", *MARKS), next=CHECK_END)
def closed_at_the_end_for_the_skills_fund(aim: Rows, fam: Rows, lars_validity: Rows, year: AcademicYear) -> Truth:
    """The aim ended after it was closed for the Adult Skills Fund.

    Free Courses for Jobs (LDM 378), the pilot called Project S (LDM 395) and devolved areas are exempt.
    """
    return (
        (aim.LearnActEndDate >= date(2024, 8, 1))
        & _is_skills_fund(aim, fam, year)
        & ends_outside(aim, listed_for(lars_validity, "ADULT_SKILLS"))
    )


@ilr.rule("LearnAimRef_140", since="2025/26", reads=(*AIM, "LearnStartDate", *MARKS), next=CHECK_RESTART)
def no_new_starts_for_the_skills_fund(aim: Rows, fam: Rows, lars_validity: Rows, year: AcademicYear) -> Truth:
    """The aim took no new starts for the Adult Skills Fund when it started.

    Free Courses for Jobs (LDM 378), the pilot called Project S (LDM 395) and devolved areas are exempt.
    """
    return (
        (aim.LearnStartDate >= date(2024, 8, 1))
        & _is_skills_fund(aim, fam, year)
        & starts_too_late(aim, listed_for(lars_validity, "ADULT_SKILLS"), has(fam, "RES"))
    )


@ilr.rule("LearnAimRef_141", since="2025/26", reads=(*AIM, "LearnStartDate", *MARKS), next=CHECK_YEAR)
def closed_since_last_year_for_the_skills_fund(aim: Rows, fam: Rows, lars_validity: Rows, year: AcademicYear) -> Truth:
    """The aim was closed for the Adult Skills Fund before this teaching year.

    Free Courses for Jobs (LDM 378), the pilot called Project S (LDM 395) and devolved areas are exempt.
    """
    return (
        (aim.LearnStartDate >= date(2024, 8, 1))
        & _is_skills_fund(aim, fam, year)
        & closed_before_the_year(listed_for(lars_validity, "ADULT_SKILLS"), year)
    )


@ilr.rule("LearnAimRef_142", since="2025/26", reads=(*AIM, "LearnStartDate", *MARKS), next=CHECK_FUNDING)
def not_listed_for_the_skills_fund(aim: Rows, fam: Rows, lars_validity: Rows, year: AcademicYear) -> Truth:
    """The aim is not listed for the Adult Skills Fund.

    Free Courses for Jobs (LDM 378), the pilot called Project S (LDM 395) and devolved areas are exempt.
    """
    return (
        (aim.LearnStartDate >= date(2024, 8, 1))
        & _is_skills_fund(aim, fam, year)
        & listed_for(lars_validity, "ADULT_SKILLS").none()
    )


# Free Courses for Jobs ----------------------------------------------------------------------------------------------


@ilr.rule(
    "LearnAimRef_143", since="2025/26", reads=(*AIM, "LearnActEndDate", "LearnStartDate", *MARKS), next=CHECK_START
)
def closed_at_the_start_for_free_courses(aim: Rows, fam: Rows, lars_validity: Rows) -> Truth:
    """The aim was not open for Free Courses for Jobs when it started."""
    return (
        (aim.LearnActEndDate >= date(2024, 8, 1))
        & _is_free_course(aim, fam)
        & starts_outside(aim, listed_for(lars_validity, "FCFJ_ADULT_SKILLS"))
    )


@ilr.rule("LearnAimRef_144", since="2025/26", reads=(*AIM, "LearnActEndDate", *MARKS), next=CHECK_END)
def closed_at_the_end_for_free_courses(aim: Rows, fam: Rows, lars_validity: Rows) -> Truth:
    """The aim ended after it was closed for Free Courses for Jobs."""
    return (
        (aim.LearnActEndDate >= date(2024, 8, 1))
        & _is_free_course(aim, fam)
        & ends_outside(aim, listed_for(lars_validity, "FCFJ_ADULT_SKILLS"))
    )


@ilr.rule("LearnAimRef_145", since="2025/26", reads=(*AIM, "LearnStartDate", *MARKS), next=CHECK_RESTART)
def no_new_starts_for_free_courses(aim: Rows, fam: Rows, lars_validity: Rows, lars_category: Rows) -> Truth:
    """The aim took no new starts for Free Courses for Jobs when it started.

    Aims in category 56 of the list are exempt.
    """
    return (
        (aim.LearnStartDate >= date(2024, 8, 1))
        & _is_free_course(aim, fam)
        & starts_too_late(aim, listed_for(lars_validity, "FCFJ_ADULT_SKILLS"), has(fam, "RES"))
        & ~is_in_category(lars_category, 56)
    )


@ilr.rule("LearnAimRef_146", since="2025/26", reads=(*AIM, "LearnStartDate", *MARKS), next=CHECK_YEAR)
def closed_since_last_year_for_free_courses(aim: Rows, fam: Rows, lars_validity: Rows, year: AcademicYear) -> Truth:
    """The aim was closed for Free Courses for Jobs before this teaching year."""
    return (
        (aim.LearnStartDate >= date(2024, 8, 1))
        & _is_free_course(aim, fam)
        & closed_before_the_year(listed_for(lars_validity, "FCFJ_ADULT_SKILLS"), year)
    )


@ilr.rule("LearnAimRef_147", since="2025/26", reads=(*AIM, "LearnStartDate", *MARKS), next=CHECK_FUNDING)
def not_listed_for_free_courses(aim: Rows, fam: Rows, lars_validity: Rows, lars_category: Rows) -> Truth:
    """The aim is not listed for Free Courses for Jobs.

    Aims in category 56 of the list are exempt, and the pilot called Project S (LDM 395).
    """
    return (
        (aim.LearnStartDate >= date(2024, 8, 1))
        & _is_free_course(aim, fam)
        & listed_for(lars_validity, "FCFJ_ADULT_SKILLS").none()
        & ~has(fam, "LDM", "395")
        & ~is_in_category(lars_category, 56)
    )
