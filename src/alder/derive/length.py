"""Variables of how long learning lasts and how much is planned: months, days since the first start, hours in bands."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from alder.derive.age import years_lived
from alder.derive.aim import days_from
from alder.derive.categories import UNKNOWN
from alder.derive.programme import T_LEVEL
from alder.derive.variable import variables
from alder.model.definition import Evidence, Parameter
from alder.model.expr import cases, coalesce, ifelse, interval, null
from alder.model.statistic import Category

if TYPE_CHECKING:
    from alder.model.expr import Day, Table, Text, Whole

STUDY_PROGRAMME_BANDS = ((0, "Up to 279"), (280, "280-359"), (360, "360-449"), (450, "450-539"), (540, "540+"))
"""The least hours of each funding band of 16 to 19 study programmes in 2020/21, and its code."""

GUIDED_BANDS = ((0, "<20"), (20, "20-99"), (100, "100-359"), (360, "360-539"), (540, "540+"))
"""The least guided learning hours of each band, and its code: Alder's own bands."""

HOURS_BANDS = (
    *(Category(c, f"{c.replace('-', ' to ')} hours") for _, c in STUDY_PROGRAMME_BANDS),
    UNKNOWN,
)
GUIDED_HOURS_BANDS = (
    *(Category(c, f"{c.replace('-', ' to ')} hours") for _, c in GUIDED_BANDS),
    UNKNOWN,
)

GUIDED_HOURS = Parameter(
    "guided_hours",
    "minimum",
    "Which of the two guided learning hours in the list of aims an aim has.",
    Evidence.A,
    "The list of aims gives a least and a greatest; funding and size tables use the least.",
    choices=(("minimum", "the least"), ("maximum", "the greatest")),
)


def study_programme_hours(learning: Whole, enrichment: Whole) -> Whole:
    """Planned learning hours and planned hours of employability, enrichment and pastoral work; either may be missing.

    Missing where both are. For a T Level the hours are those of the programme aim (PHours), given as `learning`.
    """
    both_missing = learning.isnull() & enrichment.isnull()
    return ifelse(both_missing, null("int32"), coalesce(learning, 0) + coalesce(enrichment, 0)).cast("int32")


def banded(hours: Whole, scheme: tuple[tuple[int, str], ...]) -> Text:
    """The band of hours in a scheme; Unknown without hours."""
    below = [(hours < least, code) for (_, code), (least, _) in pairwise(scheme)]
    return cases((hours.isnull(), "Unknown"), *below, else_=scheme[-1][1])


_MONTHS = "Alder's own: whole months of the inclusive span that the funding rules count in days"
_RULES = "Compiled funding rules 2020/21"


def whole_months(first: Day, last: Day) -> Whole:
    """Whole months from the first to the last day, both counted: 1 September to 30 September is one."""
    after = last + interval(days=1)
    months = (after.year() - first.year()) * 12 + after.month() - first.month()
    return (months - ifelse(after.day() < first.day(), 1, 0)).cast("int32")


@variables.declare(
    title="Planned length in months",
    unit="months",
    reads=("LearnStartDate", "LearnPlanEndDate"),
    source=_MONTHS,
    evidence=Evidence.A,
)
def planned_months(aims: Table) -> Whole:
    """Whole months from the start to the planned end of the aim, both days counted, rounded down."""
    return whole_months(aims.LearnStartDate, aims.LearnPlanEndDate)


@variables.declare(
    title="Actual length in months",
    unit="months",
    reads=("LearnStartDate", "LearnActEndDate"),
    source=_MONTHS,
    evidence=Evidence.A,
)
def actual_months(aims: Table) -> Whole:
    """Whole months from the start to the actual end of the aim, both days counted; 0 while it has not ended."""
    ended = aims.LearnActEndDate.notnull()
    return ifelse(ended, whole_months(aims.LearnStartDate, aims.LearnActEndDate), 0).cast("int32")


@variables.declare(
    title="Length since the original start",
    unit="days",
    reads=("OrigLearnStartDate", "LearnStartDate", "LearnActEndDate"),
    columns=("OrigLearnStartDate",),
    source="Alder's own: the funding rules' inclusive days, from the original start",
    evidence=Evidence.A,
)
def days_since_original_start(aims: Table) -> Whole:
    """Days from the first start of learning, before any break, to the actual end, both counted; 0 before it has ended.

    The original start is given for restarts; without one the start itself counts. Missing restarts shorten it.
    """
    begun = coalesce(aims.OrigLearnStartDate, aims.LearnStartDate)
    return ifelse(aims.LearnActEndDate.isnull(), 0, days_from(begun, aims.LearnActEndDate))


@variables.declare(
    title="Age at start of the programme",
    unit="years",
    reads=(
        "DateOfBirth",
        "LearnStartDate",
        "OrigLearnStartDate",
        "AimType",
        "ProgType",
        "FworkCode",
        "PwayCode",
        "StdCode",
    ),
    columns=("OrigLearnStartDate", "PwayCode"),
    source=_RULES,
    evidence=Evidence.V,
)
def age_at_programme_start(aims: Table) -> Whole:
    """Whole years lived by the day on which the programme began, for its components too; else by the aim's own start.

    The programme began on the earliest start among the learner's programme aims (aim type 1) of the same type,
    framework and pathway, or standard. An original start, before a break, takes the place of the start.
    """
    start = coalesce(aims.OrigLearnStartDate, aims.LearnStartDate)
    programme = ifelse(aims.AimType == 1, start, null("date"))
    same = [aims.ukprn, aims.person, aims.ProgType, aims.FworkCode, aims.PwayCode, aims.StdCode]
    began = programme.min().over(group_by=same)
    return years_lived(aims.DateOfBirth, ifelse(aims.ProgType.notnull(), coalesce(began, start), start))


_HOURS = ("PlanLearnHours", "PlanEEPHours", "PHours", "ProgType", "AimType")


@variables.declare(
    title="Planned hours of the study programme",
    unit="hours",
    reads=_HOURS,
    columns=("PlanLearnHours", "PlanEEPHours", "PHours"),
    source=_RULES,
    evidence=Evidence.V,
)
def study_hours(aims: Table) -> Whole:
    """Planned hours of learning and of employability, enrichment and pastoral work together; either may be missing.

    For a T Level (programme type 31) the hours of the programme aim stand for the planned learning hours.
    They are plans of one year, not hours attended.
    """
    of_programme = ifelse(aims.ProgType == T_LEVEL, aims.PHours, null("int32"))
    return study_programme_hours(coalesce(of_programme, aims.PlanLearnHours), aims.PlanEEPHours)


@variables.declare(
    title="Band of planned hours of the study programme",
    unit="hours band",
    reads=_HOURS,
    columns=("PlanLearnHours", "PlanEEPHours", "PHours"),
    source=_RULES,
    evidence=Evidence.V,
    categories=HOURS_BANDS,
    unknown="Unknown",
)
def study_hours_band(aims: Table) -> Text:
    """Planned hours of the study programme in the bands by which 16 to 19 learning was funded in 2020/21."""
    return banded(study_hours(aims), STUDY_PROGRAMME_BANDS)
