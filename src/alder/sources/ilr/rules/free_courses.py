"""Rules about Free Courses for Jobs: level 3 courses for adults who have no level 3, or little pay."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.derived_data import on_benefits
from alder.sources.ilr.rules.terms import age_on, has

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.rules.language import Rows

FAM = ("LearnDelFAMType", "LearnDelFAMCode")
LEVEL_3 = (6, 7, 8, 9, 10, 97, 98)
BELOW_LEVEL_3 = (1, 2, 3, 4, 5, 99)
CHECK = "Check the prior attainment, or record the low wage."


def _takes_part(fam: Rows) -> Truth:
    return has(fam, "LDM", "378")


@ilr.rule(
    "R132",
    since="2025/26",
    reads=(
        *("LearnStartDate", "FundModel", "PriorLevel", *FAM),
        *("EmpStat", "DateEmpStatApp", "ESMType", "ESMCode"),
    ),
    next=CHECK,
)
def free_course_for_somebody_with_level_3(
    aim: Rows, fam: Rows, prior: Rows, employment: Rows, monitoring: Rows
) -> Truth:
    """A free course for jobs was given to somebody who has a full level 3, is in work and has no low wage.

    For starts from April 2022 to July 2024. Fully funded learners of devolved areas are left out.
    """
    started = aim.LearnStartDate.between(date(2022, 4, 1), date(2024, 7, 31))
    poor = has(fam, "LDM", "382") | ((aim.FundModel == 35) & on_benefits(aim, employment, monitoring)).fill_null(False)
    has_level_3 = prior.any(prior.PriorLevel.isin(LEVEL_3))
    return started & _takes_part(fam) & has_level_3 & ~poor & ~has(fam, "DAM", "023")


@ilr.rule(
    "R148",
    since="2025/26",
    reads=("LearnStartDate", "DateOfBirth", "PriorLevel", *FAM),
    next=CHECK,
)
def free_course_for_a_young_adult_with_level_3(aim: Rows, fam: Rows, learner: Rows, prior: Rows) -> Truth:
    """A free course for jobs was given to somebody aged 19 to 23 with a full level 3 and no low pay.

    For starts from August 2024. A learner of whom no prior attainment is known counts as having it.
    """
    young = age_on(learner.DateOfBirth, aim.LearnStartDate).between(19, 23)
    entitled = has(fam, "LDM", "391") | prior.any(prior.PriorLevel.isin(BELOW_LEVEL_3))
    return (aim.LearnStartDate >= date(2024, 8, 1)) & _takes_part(fam) & young & ~entitled


@ilr.rule(
    "R151",
    since="2025/26",
    reads=("LearnStartDate", "DateOfBirth", "FundModel", *FAM),
    next="Record the low pay, or check the monitoring code.",
)
def free_course_for_an_adult_without_low_pay(aim: Rows, fam: Rows, learner: Rows) -> Truth:
    """A free course for jobs was given to somebody aged 24 or over without low pay.

    For starts from August 2024. Fully funded learners of devolved areas are left out.
    """
    adult = age_on(learner.DateOfBirth, aim.LearnStartDate) >= 24
    exempt = has(fam, "LDM", "391") | has(fam, "DAM", "023")
    return (aim.LearnStartDate >= date(2024, 8, 1)) & (aim.FundModel == 38) & _takes_part(fam) & adult & ~exempt
