"""Rules about which funding model an aim may have."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.terms import has, is_apprenticeship, is_devolved, is_not

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

PAIR = ("LearnDelFAMType", "LearnDelFAMCode")
LEVY_BEGINS = date(2017, 5, 1)
"""From this day apprenticeships have a funding model of their own (36)."""
SKILLS_FUND_BEGINS = date(2024, 8, 1)
"""From this day the Adult Skills Fund (38) and tailored learning (11) replace adult skills (35) and community (10)."""


@ilr.rule("FundModel_03", reads=("FundModel", *PAIR), next="Use funding model 99, or take out the loan.")
def loan_with_other_funding(aim: Rows, fam: Rows) -> Truth:
    """The learner has a loan for the aim, but it is funded otherwise too."""
    return has(fam, "ADL") & is_not(aim.FundModel, 99)


@ilr.rule("FundModel_04", reads=("FundModel", "ProgType"), next="Check the programme type and the funding model.")
def apprenticeship_in_16_to_19_funding(aim: Rows, year: AcademicYear) -> Truth:
    """An apprenticeship is in 16 to 19 funding."""
    return is_apprenticeship(aim, year) & aim.FundModel.isin([25, 82])


@ilr.rule(
    "FundModel_05", reads=("FundModel", "LearnStartDate"), next="Check the start date, or use an earlier funding model."
)
def apprenticeship_funding_before_the_levy(aim: Rows) -> Truth:
    """The aim has apprenticeship funding, but started before May 2017, when that began."""
    return (aim.FundModel == 36) & (aim.LearnStartDate < LEVY_BEGINS)


@ilr.rule("FundModel_06", reads=("FundModel", "ProgType"), next="Check the programme type and the funding model.")
def apprenticeship_funding_elsewhere(aim: Rows, year: AcademicYear) -> Truth:
    """The aim has apprenticeship funding, but is not part of an apprenticeship."""
    return (aim.FundModel == 36) & ~is_apprenticeship(aim, year).fill_null(False)


LATE = ("FundModel", "ProgType", "AimType", "LearnStartDate", *PAIR)


@ilr.rule("FundModel_07", until="2020/21", reads=LATE, next="Use funding model 36.")
def late_apprenticeship_funded_otherwise_2020(aim: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """The apprenticeship started in May 2017 or later, but does not have apprenticeship funding.

    Restarts are left out, and the awards that take the place of an apprenticeship (LDM 353, 354 and 355).
    """
    late = is_apprenticeship(aim, year) & (aim.AimType == 1) & (aim.LearnStartDate >= LEVY_BEGINS)
    exempt = has(fam, "RES") | has(fam, "LDM", "353", "354", "355")
    return late & is_not(aim.FundModel, 36, 99) & ~exempt


@ilr.rule("FundModel_07", since="2025/26", reads=LATE, next="Use funding model 36.")
def late_apprenticeship_funded_otherwise(aim: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """The apprenticeship started in May 2017 or later, but does not have apprenticeship funding.

    Restarts are left out, and the awards that take the place of an apprenticeship (LDM 353 and 355).
    """
    late = is_apprenticeship(aim, year) & (aim.AimType == 1) & (aim.LearnStartDate >= LEVY_BEGINS)
    exempt = has(fam, "RES") | has(fam, "LDM", "353", "355")
    return late & is_not(aim.FundModel, 36, 99) & ~exempt


@ilr.rule(
    "FundModel_08",
    until="2020/21",
    reads=("FundModel", "ProgType", "AimType", "LearnStartDate"),
    next="Use funding model 35, 81 or 99.",
)
def early_framework_funded_otherwise(aim: Rows, year: AcademicYear) -> Truth:
    """The apprenticeship framework started before May 2017, but does not have the funding of that time."""
    framework = is_apprenticeship(aim, year) & (aim.ProgType != 25) & (aim.AimType == 1)
    return framework & (aim.LearnStartDate < LEVY_BEGINS) & is_not(aim.FundModel, 35, 81, 99)


@ilr.rule(
    "FundModel_09",
    reads=("FundModel", "ProgType", "AimType", "LearnStartDate"),
    next="Use funding model 81, or 99 if it is not funded.",
)
def early_standard_funded_otherwise(aim: Rows) -> Truth:
    """The apprenticeship standard started before May 2017, but does not have the funding of that time."""
    standard = (aim.ProgType == 25) & (aim.AimType == 1)
    return standard & (aim.LearnStartDate < LEVY_BEGINS) & is_not(aim.FundModel, 81, 99)


@ilr.rule(
    "FundModel_10",
    until="2020/21",
    reads=("FundModel", *PAIR),
    next="Check the source of funding and the funding model.",
)
def devolved_aim_outside_adult_funding_2020(aim: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """A devolved authority pays for the aim, but it is neither adult skills nor community learning."""
    return is_devolved(fam, year) & is_not(aim.FundModel, 10, 35)


@ilr.rule(
    "FundModel_10",
    since="2025/26",
    reads=("FundModel", "LearnStartDate", *PAIR),
    next="Check the source of funding and the funding model.",
)
def devolved_aim_outside_adult_funding(aim: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """A devolved authority pays for the aim, but it is neither adult skills nor community learning.

    The aim started before August 2024. Later starts have the rule FundModel_18.
    """
    early = aim.LearnStartDate < SKILLS_FUND_BEGINS
    return early & is_devolved(fam, year) & is_not(aim.FundModel, 10, 35)


@ilr.rule("FundModel_11", reads=("FundModel", "ProgType"), next="Use funding model 25.")
def t_level_outside_16_to_19_funding(aim: Rows) -> Truth:
    """The T Level is not in 16 to 19 funding."""
    return (aim.ProgType == 31) & is_not(aim.FundModel, 25)


@ilr.rule(
    "FundModel_12", until="2020/21", reads=("FundModel", *PAIR), next="Use funding model 35, or take out LDM 376."
)
def high_value_course_outside_adult_skills(aim: Rows, fam: Rows) -> Truth:
    """The aim is one of the high-value courses for people aged 19, but not in adult skills funding."""
    return has(fam, "LDM", "376") & is_not(aim.FundModel, 35)


@ilr.rule("FundModel_13", until="2020/21", reads=("FundModel", "ProgType"), next="Use funding model 25 or 35.")
def traineeship_funded_otherwise(aim: Rows) -> Truth:
    """The traineeship is in neither 16 to 19 nor adult skills funding."""
    return (aim.ProgType == 24) & is_not(aim.FundModel, 25, 35)


@ilr.rule("FundModel_14", reads=("FundModel", "OTJActHours"), next="Take out the hours.")
def hours_off_the_job_elsewhere(aim: Rows) -> Truth:
    """Hours off the job are given for an aim without apprenticeship funding."""
    return aim.OTJActHours.notnull() & is_not(aim.FundModel, 36)


@ilr.rule(
    "FundModel_15", since="2025/26", reads=("FundModel", *PAIR), next="Use funding model 35 or 38, or take out LDM 378."
)
def free_course_outside_adult_funding(aim: Rows, fam: Rows) -> Truth:
    """The aim is one of the Free Courses for Jobs, but not in adult funding."""
    return has(fam, "LDM", "378") & is_not(aim.FundModel, 35, 38)


@ilr.rule("FundModel_16", since="2025/26", reads=("FundModel", "ProgType"), next="Use programme type 32.")
def bootcamp_funding_elsewhere(aim: Rows) -> Truth:
    """The aim has the funding of Skills Bootcamps, but is not part of one."""
    return (aim.FundModel == 37) & is_not(aim.ProgType, 32)


@ilr.rule(
    "FundModel_17",
    since="2025/26",
    reads=("FundModel", "LearnStartDate", *PAIR),
    next="Use funding model 38, or mark the aim as a restart.",
)
def adult_skills_after_its_end(aim: Rows, fam: Rows) -> Truth:
    """The aim started in August 2024 or later with adult skills funding, which the Adult Skills Fund has replaced.

    Restarts are left out.
    """
    return (aim.FundModel == 35) & (aim.LearnStartDate >= SKILLS_FUND_BEGINS) & ~has(fam, "RES")


@ilr.rule(
    "FundModel_18",
    since="2025/26",
    reads=("FundModel", "LearnStartDate", *PAIR),
    next="Use funding model 11 or 38, or check the source of funding.",
)
def devolved_aim_outside_the_skills_fund(aim: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """A devolved authority pays for the aim, but it is in neither the Adult Skills Fund nor tailored learning.

    The aim started in August 2024 or later. Restarts are left out.
    """
    late = aim.LearnStartDate >= SKILLS_FUND_BEGINS
    return late & is_devolved(fam, year) & is_not(aim.FundModel, 11, 38) & ~has(fam, "RES")


@ilr.rule(
    "FundModel_19",
    since="2025/26",
    reads=("FundModel", "LearnStartDate"),
    next="Use funding model 35, or check the start date.",
)
def skills_fund_before_it_began(aim: Rows) -> Truth:
    """The aim is in the Adult Skills Fund, but started before August 2024, when that began."""
    return (aim.FundModel == 38) & (aim.LearnStartDate < SKILLS_FUND_BEGINS)


@ilr.rule(
    "FundModel_20",
    since="2025/26",
    reads=("FundModel", "LearnStartDate"),
    next="Use funding model 10, or check the start date.",
)
def tailored_learning_before_it_began(aim: Rows) -> Truth:
    """The aim is tailored learning, but started before August 2024, when that began."""
    return (aim.FundModel == 11) & (aim.LearnStartDate < SKILLS_FUND_BEGINS)


@ilr.rule(
    "FundModel_21",
    since="2025/26",
    reads=("FundModel", "LearnStartDate", "OrigLearnStartDate"),
    next="Keep the funding model of the first start, 35.",
)
def skills_fund_for_an_older_start(aim: Rows) -> Truth:
    """The aim was started again in the Adult Skills Fund, but first started before August 2024."""
    again = (aim.FundModel == 38) & (aim.LearnStartDate >= SKILLS_FUND_BEGINS)
    return again & (aim.OrigLearnStartDate < SKILLS_FUND_BEGINS)
