"""Rules about national monitoring codes (LDM), which mark pilots, special groups and ways of funding."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.rules.findings import Severity
from alder.sources.ilr import codes
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.terms import age_on, has, is_devolved, is_early, is_not

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

PAIR = ("LearnDelFAMType", "LearnDelFAMCode")
FUNDED = ("FundModel", *PAIR)
CHECK = "Check the monitoring code and the funding model."


@ilr.rule("LearnDelFAMType_15", reads=("LearnActEndDate", *PAIR), next="Replace the proxy by the aim that was taken.")
def proxy_aim_ended(aim: Rows, fam: Rows) -> Truth:
    """The aim stands for one that is not known yet, but it has ended."""
    return has(fam, "LDM", "118") & aim.LearnActEndDate.notnull()


@ilr.rule("LearnDelFAMType_16", reads=("ReturnNumber", *PAIR), next="Replace the proxy by the aim that is taken.")
def proxy_aim_late_in_the_year(aim: Rows, fam: Rows, file: Rows) -> Truth:
    """The aim still stands for one that is not known yet, in one of the last three returns of the year."""
    return has(fam, "LDM", "118") & file.ReturnNumber.isin(["R12", "R13", "R14"])


@ilr.rule(
    "LearnDelFAMType_39",
    severities={"2020/21": Severity.WARNING},
    reads=("LearnStartDate", "ProgType", *FUNDED),
    next="Record the monitoring code that tells what pays for it.",
)
def other_funding_without_a_code(aim: Rows, fam: Rows) -> Truth:
    """The aim has other funding, but no monitoring code says which.

    Asked of starts since August 2013. Apprenticeship standards are left out.
    """
    asked = aim.FundModel.isin([81, 82]) & (aim.LearnStartDate >= date(2013, 8, 1)) & is_not(aim.ProgType, 25)
    return asked & ~has(fam, "LDM")


@ilr.rule("LearnDelFAMType_68", reads=("AimType", *FUNDED), next="Record the code with the programme aim only.")
def own_staff_outside_apprenticeships(aim: Rows, fam: Rows) -> Truth:
    """The provider's own staff are recorded as apprentices on an aim that is not an apprenticeship programme."""
    programme = (aim.FundModel == 36) & (aim.AimType == 1)
    return has(fam, "LDM", "356") & ~programme.fill_null(False)


@ilr.rule("LearnDelFAMType_69", reads=("LearnStartDate", *FUNDED), next=CHECK)
def tender_of_2017_elsewhere(aim: Rows, fam: Rows) -> Truth:
    """The aim belongs to the adult budget won by tender in 2017, but not by its funding or start.

    That is adult skills or community learning since November 2017.
    """
    elsewhere = is_not(aim.FundModel, 10, 35) | (aim.LearnStartDate < date(2017, 11, 1))
    return has(fam, "LDM", "357") & elsewhere


@ilr.rule("LearnDelFAMType_70", reads=("LearnStartDate", *PAIR), next="Check the start date, or take out LDM 358.")
def extended_contract_before_it_began(aim: Rows, fam: Rows) -> Truth:
    """The aim belongs to an extended apprenticeship contract, but started before January 2018, when they began."""
    return has(fam, "LDM", "358") & (aim.LearnStartDate < date(2018, 1, 1))


@ilr.rule("LearnDelFAMType_71", reads=PAIR, next="Record the contract with the agency, or take out LDM 358.")
def extended_contract_without_the_agency(aim: Rows, fam: Rows) -> Truth:
    """The aim belongs to an extended apprenticeship contract, but has no contract with the agency."""
    return has(fam, "LDM", "358") & ~has(fam, "ACT", "2")


@ilr.rule("LearnDelFAMType_73", until="2020/21", reads=FUNDED, next=CHECK)
def career_learning_pilot_elsewhere(aim: Rows, fam: Rows) -> Truth:
    """The aim belongs to the career learning pilot, but has neither other adult funding nor none."""
    return has(fam, "LDM", "359") & is_not(aim.FundModel, 81, 99)


@ilr.rule("LearnDelFAMType_75", until="2020/21", reads=PAIR, next="Check the source of funding and the code.")
def national_scheme_in_a_devolved_area_2020(aim: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """A devolved authority pays for the aim, but it is marked with a scheme that is paid for nationally.

    Those are custody, the tender of 2017 and low wages.
    """
    return is_devolved(fam, year) & has(fam, "LDM", "034", "357", "363")


@ilr.rule("LearnDelFAMType_75", since="2025/26", reads=PAIR, next="Check the source of funding and the code.")
def national_scheme_in_a_devolved_area(aim: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """A devolved authority pays for the aim, but it is marked with a scheme that is paid for nationally.

    Those are custody, the tenders of 2017, 2021 and 2023, and low wages.
    """
    return is_devolved(fam, year) & has(fam, "LDM", "034", "357", "363", "379", "388")


@ilr.rule("LearnDelFAMType_84", until="2020/21", reads=("DateOfBirth", *FUNDED), next="Take out LDM 376.")
def high_value_course_too_young(aim: Rows, learner: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """The adult aim is one of the high-value courses, but the learner is younger than 19 on 31 August."""
    marked = (aim.FundModel == 35) & has(fam, "LDM", "376")
    return marked & (age_on(learner.DateOfBirth, year.age_day) < 19)


@ilr.rule(
    "LearnDelFamType_86",
    until="2020/21",
    reads=("LearnPlanEndDate", *FUNDED),
    next="Check the planned end date, or take out LDM 376.",
)
def high_value_course_planned_too_long(aim: Rows, fam: Rows) -> Truth:
    """The adult aim is one of the high-value courses, but is planned to end after March 2022."""
    return (aim.FundModel == 35) & has(fam, "LDM", "376") & (aim.LearnPlanEndDate > date(2022, 3, 31))


@ilr.rule(
    "LearnDelFAMType_87",
    until="2020/21",
    reads=("LearnActEndDate", *FUNDED),
    next="Check the end date, or take out LDM 376.",
)
def high_value_course_ended_too_late(aim: Rows, fam: Rows) -> Truth:
    """The adult aim is one of the high-value courses, but ended after July 2022."""
    return (aim.FundModel == 35) & has(fam, "LDM", "376") & (aim.LearnActEndDate > date(2022, 7, 31))


@ilr.rule(
    "LearnDelFAMType_100",
    since="2025/26",
    reads=("LearnStartDate", *PAIR),
    next="Check the start date, or take out LDM 378.",
)
def free_course_before_they_began(aim: Rows, fam: Rows) -> Truth:
    """The aim is one of the Free Courses for Jobs, but started before April 2021, when they began."""
    return has(fam, "LDM", "378") & (aim.LearnStartDate < date(2021, 4, 1))


@ilr.rule(
    "LearnDelFAMType_104",
    since="2025/26",
    reads=("LearnStartDate", *PAIR),
    next="Check the start date, or use a code that was open then.",
)
def national_code_not_open_yet(fam: Rows, aim: Rows) -> Truth:
    """The aim started before its national monitoring code was open.

    The codes for leaving and beginning anew in the pandemic (LDM 368 and 369) are left out. Codes of which Alder does
    not know the first day are not judged.
    """
    # The first days are those of the list of 2020/21 and, for later codes, those that other rules of 2025/26 tell. No
    # whole list of 2025/26 is at hand: a code of which no first day is known is passed over, and never reported.
    national = [c for c in codes.monitoring.aim_fam.of_type("LDM") if c.code not in ("368", "369")]
    return (fam.LearnDelFAMType == "LDM") & is_early(fam.LearnDelFAMCode, aim.LearnStartDate, national)


@ilr.rule("LearnDelFAMType_105", since="2025/26", reads=("ProgType", *FUNDED), next=CHECK)
def tender_of_2021_elsewhere(aim: Rows, fam: Rows) -> Truth:
    """The aim belongs to the adult budget won by tender in 2021, but not by its funding, its source or its programme.

    That is adult skills or community learning, paid for nationally and outside programmes.
    """
    other_source = fam.any((fam.LearnDelFAMType == "SOF") & is_not(fam.LearnDelFAMCode, "105"))
    return has(fam, "LDM", "379") & (is_not(aim.FundModel, 10, 35) | other_source | aim.ProgType.notnull())


@ilr.rule(
    "LearnDelFAMType_106", since="2025/26", reads=("DateOfBirth", *PAIR), next="Check the date of birth and the code."
)
def direct_funding_below_14(aim: Rows, learner: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """The learner is recorded in the 14 to 16 group, but is younger than 14 on 31 August."""
    return has(fam, "LDM", "320", "321") & (age_on(learner.DateOfBirth, year.age_day) < 14)


@ilr.rule("LearnDelFAMType_107", since="2025/26", reads=FUNDED, next=CHECK)
def direct_funding_elsewhere(aim: Rows, fam: Rows) -> Truth:
    """The aim is recorded in the 14 to 16 group, but is not in 16 to 19 funding."""
    return has(fam, "LDM", "320", "321", "381") & is_not(aim.FundModel, 25, 82)


@ilr.rule("LearnDelFAMType_108", since="2025/26", reads=("LearnStartDate", *PAIR), next="Add LDM 378.")
def low_wage_without_a_free_course(aim: Rows, fam: Rows) -> Truth:
    """The learner takes a free course because of a low wage, but the aim is not marked as one of the free courses.

    The aim started before August 2024.
    """
    early = aim.LearnStartDate <= date(2024, 7, 31)
    return early & has(fam, "LDM", "382") & ~has(fam, "LDM", "378")


@ilr.rule("LearnDelFAMType_113", since="2025/26", reads=FUNDED, next=CHECK)
def adult_t_level_pilot_elsewhere(aim: Rows, fam: Rows) -> Truth:
    """The aim belongs to the T Level pilot for adults, but does not have other adult funding."""
    return has(fam, "LDM", "384") & is_not(aim.FundModel, 81)


@ilr.rule("LearnDelFAMType_115", since="2025/26", reads=PAIR, next="Keep the code of the tender that pays.")
def two_tenders(aim: Rows, fam: Rows) -> Truth:
    """The aim belongs to both tenders of the adult budget, that of 2021 and that of 2023."""
    return has(fam, "LDM", "379") & has(fam, "LDM", "388")


@ilr.rule("LearnDelFAMType_116", since="2025/26", reads=("ProgType", *FUNDED), next=CHECK)
def tender_of_2023_elsewhere(aim: Rows, fam: Rows) -> Truth:
    """The aim belongs to the adult budget won by tender in 2023, but not by its funding, its source or its programme.

    That is adult or community funding, paid for nationally and outside programmes.
    """
    other_source = fam.any((fam.LearnDelFAMType == "SOF") & is_not(fam.LearnDelFAMCode, "105"))
    return has(fam, "LDM", "388") & (is_not(aim.FundModel, 10, 11, 35, 38) | other_source | aim.ProgType.notnull())


@ilr.rule("LearnDelFAMType_120", since="2025/26", reads=("LearnStartDate", *PAIR), next="Add LDM 391, or check both.")
def free_course_above_the_threshold(aim: Rows, fam: Rows) -> Truth:
    """The aim is one of the Free Courses for Jobs, but the learner is not marked as earning below the threshold.

    Asked of starts since August 2024.
    """
    late = aim.LearnStartDate >= date(2024, 8, 1)
    return late & has(fam, "LDM", "378") & ~has(fam, "LDM", "391")


@ilr.rule("LearnDelFAMType_127", since="2025/26", reads=FUNDED, next=CHECK)
def skills_fund_pilot_elsewhere(aim: Rows, fam: Rows) -> Truth:
    """The aim belongs to the pilot in the Adult Skills Fund (LDM 395), but is not funded by it."""
    return has(fam, "LDM", "395") & is_not(aim.FundModel, 38)


@ilr.rule("LearnDelFAMType_128", since="2025/26", reads=FUNDED, next=CHECK)
def bootcamp_pilot_elsewhere(aim: Rows, fam: Rows) -> Truth:
    """The aim belongs to the pilot in other adult funding (LDM 396), but has another kind of funding."""
    return has(fam, "LDM", "396") & is_not(aim.FundModel, 81)
