"""Rules about aims of one learner that do not go together."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.list_of_aims import is_english_or_maths
from alder.sources.ilr.rules.terms import has, is_standard_programme, monitors, same

if TYPE_CHECKING:
    from alder.model.expr import Day, Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

OPEN_END = date(2099, 12, 31)
"""Stands for the end of an aim that still goes on."""


def effective_end(aim: Rows, year: AcademicYear) -> Day:
    """The day on which a programme aim gives way to the next (DD36): that of its achievement, or of its end.

    The achievement counts for apprenticeship standards, and in 2025/26 for Skills Bootcamps, whose end does not.
    """
    from alder.model import expr

    achieved = [25] if year.start <= 2020 else [25, 32]
    bootcamp = (aim.ProgType == 32).fill_null(False) if year.start > 2020 else expr.literal(False)
    day = expr.cases(
        (aim.ProgType.isin(achieved) & aim.AchDate.notnull(), aim.AchDate),
        (aim.LearnActEndDate.notnull() & ~bootcamp, aim.LearnActEndDate),
        else_=expr.null("date"),
    )
    return expr.coalesce(day, expr.literal(OPEN_END))


@ilr.rule(
    "R124",
    reads=("AimType", "ProgType", "LearnStartDate", "LearnActEndDate", "AchDate"),
    next="End the earlier programme before the next begins.",
)
def programmes_overlap(aim: Rows, others: Rows, year: AcademicYear) -> Truth:
    """A programme aim starts while another one of the learner still goes on."""
    during = (others.LearnStartDate <= aim.LearnStartDate) & (aim.LearnStartDate <= effective_end(others, year))
    return (aim.AimType == 1) & others.any((others.AimType == 1) & during)


PREPARING = ("AimType", "ProgType", "FundModel", "LearnDelFAMType", "LearnDelFAMCode")


def _prepares_for_work(fam: Rows) -> Truth:
    """The traineeship is the kind of 2020/21 with code 357."""
    return has(fam, "LDM", "357")


@ilr.rule("R117", until="2020/21", reads=PREPARING, next="Give the programme aim the same monitoring code.")
def part_of_a_traineeship_marked_alone(aim: Rows, fam: Rows, others: Rows) -> Truth:
    """A part of a traineeship has the monitoring code 357, but its programme aim has not.

    The service looked at the learner's first part only; here every part is judged.
    """
    marked = (aim.AimType == 3) & (aim.ProgType == 24) & _prepares_for_work(fam)
    alike = (others.AimType == 1) & (others.ProgType == 24) & same(others.FundModel, aim.FundModel)
    return marked & others.none(alike & _prepares_for_work(fam.of(others)))


@ilr.rule("R118", until="2020/21", reads=PREPARING, next="Give the parts the same monitoring code.")
def programme_of_a_traineeship_marked_alone(aim: Rows, fam: Rows, others: Rows) -> Truth:
    """The programme aim of a traineeship has the monitoring code 357, but no part of it has.

    The service looked at the learner's first programme aim only; here every one is judged.
    """
    marked = (aim.AimType == 1) & (aim.ProgType == 24) & _prepares_for_work(fam)
    alike = (others.AimType == 3) & (others.ProgType == 24) & same(others.FundModel, aim.FundModel)
    return marked & others.none(alike & _prepares_for_work(fam.of(others)))


@ilr.rule(
    "R131",
    since="2025/26",
    reads=("FundModel", "LearnStartDate", "PriorLevel", "DateLevelApp"),
    next="Add a prior attainment record that applies from the start or before.",
)
def no_prior_attainment_at_the_start(learner: Rows, aims: Rows, prior: Rows) -> Truth:
    """No prior attainment applies on the day when the learner's first aim started.

    Aims of 16 to 19, community and tailored learning do not count.
    """
    start = aims.where(aims.FundModel.isin([35, 36, 37, 38, 81, 99])).smallest("LearnStartDate")
    return start.notnull() & prior.none(prior.DateLevelApp <= start)


@ilr.rule(
    "R134",
    since="2025/26",
    reads=("ProgType", "LearnDelFAMType", "LearnDelFAMCode", "ESMType", "ESMCode"),
    next="Take out the monitoring of the employer's size, or check the programme.",
)
def employer_size_outside_a_bootcamp(learner: Rows, aims: Rows, fam: Rows, monitoring: Rows) -> Truth:
    """The employer is recorded as small or medium, but the learner takes no Skills Bootcamp.

    Fully funded learners of devolved areas are left out.
    """
    return monitors(monitoring, "OET", 2) & aims.none(aims.ProgType == 32) & ~has(fam, "DAM", "023")


@ilr.rule(
    "R142",
    since="2025/26",
    reads=(
        *("AimType", "ProgType", "CompStatus", "LearnStartDate", "LearnActEndDate"),
        *("AFinType", "AFinCode", "AFinDate"),
    ),
    next="Record the price with the apprenticeship that goes on.",
)
def price_of_a_closed_apprenticeship(aim: Rows, others: Rows, finance: Rows) -> Truth:
    """A price was agreed for an apprenticeship that was left, to apply after the next one started.

    For next ones that started in August 2022 or later and go on.
    """
    going_on = is_standard_programme(others) & others.LearnActEndDate.isnull()
    next_start = others.where(going_on & (others.LearnStartDate >= date(2022, 8, 1))).smallest("LearnStartDate")
    late = (finance.AFinType == "TNP") & (finance.AFinDate >= next_start)
    return is_standard_programme(aim) & aim.CompStatus.isin([3, 6]) & finance.any(late)


@ilr.rule(
    "R146",
    since="2025/26",
    reads=("AimType", "FundModel", "LearnAimRef", "LearnStartDate", "LearnActEndDate"),
    next="Pay for the aim as part of the apprenticeship.",
)
def basic_skills_funded_beside_an_apprenticeship(aim: Rows, others: Rows, lars_annual_value: Rows) -> Truth:
    """An adult English or maths aim started during the learner's apprenticeship, which goes on."""
    apprenticeship = (others.AimType == 1) & (others.FundModel == 36) & others.LearnActEndDate.isnull()
    adult = (aim.FundModel == 38) & is_english_or_maths(lars_annual_value, aim.LearnStartDate)
    return adult & others.any(apprenticeship & (others.LearnStartDate <= aim.LearnStartDate))
