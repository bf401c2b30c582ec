"""What measures of 16 to 18 study programmes share: the core aims of students, and the year in which study ends.

Accountability counts students who completed their core aim, once study has ended. The retention factor of funding is
another thing, of every funding year, and has a measure of its own.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from alder.derive import variables
from alder.derive.funding_16_to_19 import days_in_year, qualifying_days_in_year, retention_factor, started_in_year
from alder.derive.hours import study_programme_hours
from alder.derive.results_16_to_18 import retained
from alder.derive.time import starting_year
from alder.measures.learning import all_of, within
from alder.model.definition import Evidence, Parameter
from alder.model.expr import cases, coalesce, greatest, ifelse, literal, null
from alder.model.statistic import Indicator
from alder.sources.ilr.codes import aim as codes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from alder.measures.measure import Scope
    from alder.model.expr import Table, Truth, Whole

CORE_AIM = 5
STUDY_PROGRAMMES = 25

END_OF_STUDY = Parameter(
    "end_of_study",
    "later_end",
    "The year in which a student's study ends, and so counts.",
    Evidence.B,
    "What triggers the end of study changed in 2020/21; the official trigger looks at more than one year's returns.",
    choices=(
        ("later_end", "the later of the planned and the actual end of the core aim"),
        ("planned_end", "the planned end of the core aim"),
    ),
)
ASSESSED = Parameter(
    "assessed_outcomes",
    (1, 2, 3),
    "The outcomes that say that a core aim was assessed.",
    Evidence.A,
    "No field of the return says whether a student was assessed.",
    choices=codes.outcome.choices(1, 2, 3, 8),
    several=True,
)
MARKER = Parameter(
    "two_year_marker",
    "last_friday_in_june",
    "The day of the first year up to which a student of a two-year programme must stay to be retained for that year.",
    Evidence.B,
    "The rules name a marker date for each year, and the dates were not seen.",
    choices=(("last_friday_in_june", "the last Friday in June"), ("year_end", "31 July")),
)

STUDENTS = Indicator("students", "Students", "students")
READS = ("ULN", "UKPRN", "LearnRefNumber", "AimType", "FundModel", "LearnStartDate", "LearnPlanEndDate")
READS_ENDS = (*READS, "LearnActEndDate", "CompStatus")
EXCLUSIONS = (
    "Students whose core aim is on a planned break.",
    "Students whose core aim goes on past its planned end.",
)
HISTORY = (
    "Earlier years' final returns are read too: a student who left in the first of two years is in that year's return "
    "alone, and counts in the year in which study was planned to end. One who was continuing in a provider's return "
    "and is missing from its next has left."
)
SOURCE = (
    "Methodology of 16 to 18 results (retention and its supporting measures); in which year study ends is a reading."
)


def is_study_programme(aims: Table) -> Truth:
    """Whether the aim is funded as part of a 16 to 19 study programme. No other matters to these measures."""
    return (aims.FundModel == STUDY_PROGRAMMES).fill_null(False)


def core_tests(aims: Table) -> dict[str, Truth]:
    """What an aim must be to be the core aim of a 16 to 19 study programme, each by its name."""
    return {"core_aim": aims.AimType == CORE_AIM, "study_programme": aims.FundModel == STUDY_PROGRAMMES}


def of_core_aim(aims: Table) -> Truth:
    """Whether the aim is the core aim of a 16 to 19 study programme."""
    return all_of(core_tests(aims))


def ending_year(aims: Table, settings: Mapping[str, Any]) -> Whole:
    """The starting year of the academic year in which study ends."""
    planned = starting_year(aims.LearnPlanEndDate)
    if settings["end_of_study"] == "planned_end":
        return planned
    return greatest(planned, coalesce(starting_year(aims.LearnActEndDate), planned)).cast("int32")


def ended(aims: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """Core aims whose study ends in a year: `students`, those `retained`, and those of them `assessed`.

    One that went on in a return, and is missing from the provider's later one, was left: it is `gone`.
    """
    going_on = ~aims.CompStatus.isin([2, 3, 6]).fill_null(False)
    gone = going_on & (aims.last_reported < aims.data_year).fill_null(False)
    t = aims.mutate(
        core=of_core_aim(aims),
        end_year=ending_year(aims, settings),
        paused=(aims.CompStatus == 6).fill_null(False),
        gone=gone,
        going_on=going_on & ~gone,
    )
    t = t.mutate(due=t.core & (t.end_year == year).fill_null(False))
    students = t.due & ~t.paused & ~t.going_on
    kept = students & retained(t.CompStatus)
    assessed = t.Outcome.isin(list(settings.get("assessed_outcomes", ASSESSED.default)) or [-1]).fill_null(False)
    return t.mutate(
        students=students,
        retained=kept,
        assessed=kept & assessed,
        left_out=cases((t.due & t.paused, "planned break"), (t.due & t.going_on, "continuing"), else_=null("string")),
    )


def returned(aims: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """The same of core aims at level 3, with those `returned`: completed after the year in which study began.

    Study begins with the first aim of a study programme at the provider that any of the returns read holds.
    """
    t = ended(aims, year, scope, settings)
    study = aims.filter(is_study_programme(aims))
    first = study.group_by(["person", "ukprn"]).aggregate(first_year=starting_year(study.LearnStartDate.min()))
    t = t.left_join(first, ["person", "ukprn"]).drop("person_right", "ukprn_right")
    t = t.mutate(core_level=variables["level"](t), last_year=starting_year(t.LearnActEndDate))
    level_3, unknown = t.core_level == "Level 3", t.core_level == "Unknown"
    students = t.students & level_3
    return t.mutate(
        students=students,
        returned=students & t.retained & (t.last_year > t.first_year).fill_null(False),
        left_out=cases(
            (t.due & unknown, "level not known"),
            (level_3, t.left_out),
            else_=null("string"),
        ),
    )


def marker_day(year: int, which: str) -> date:
    """The marker of the academic year that starts in `year`."""
    if which == "year_end":
        return date(year + 1, 7, 31)
    last = date(year + 1, 6, 30)
    return last - timedelta(days=(last.weekday() - 4) % 7)


def months_planned(aims: Table) -> Whole:
    """Whole months from the start to the planned end."""
    start, end = aims.LearnStartDate, aims.LearnPlanEndDate
    months = (end.year() - start.year()) * 12 + end.month() - start.month()
    return (months - ifelse(end.day() < start.day(), 1, 0)).cast("int32")


def funded(aims: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """Core aims that are a start of a funding year, and those that keep the whole of the year's funding."""
    planned = days_in_year(aims.LearnStartDate, aims.LearnPlanEndDate, year)
    t = aims.mutate(
        core=of_core_aim(aims),
        hours=study_programme_hours(aims.PlanLearnHours, aims.PlanEEPHours),
        planned_in_year=planned,
        months=months_planned(aims),
        begun=within(aims.LearnStartDate, year),
        to_marker=aims.LearnActEndDate >= literal(marker_day(year, settings["two_year_marker"])),
        in_year=(planned > 0).fill_null(False),
    ).view()  # each stage is worked out once: in one statement it would be where it is read
    t = t.mutate(qualifying=qualifying_days_in_year(t.hours, t.planned_in_year)).view()
    started = started_in_year(t.LearnStartDate, t.LearnPlanEndDate, t.LearnActEndDate, t.qualifying, year)
    t = t.mutate(started=started).view()
    factor = retention_factor(
        t.started,
        t.CompStatus,
        t.WithdrawReason,
        planned_months=t.months,
        started_this_year=t.begun,
        stayed_to_marker=t.to_marker,
    )
    t = t.mutate(factor=factor)
    short = t.core & t.in_year & ~t.started
    return t.mutate(
        starts=t.core & t.started,
        whole=t.core & t.started & (t.factor == 1.0),
        left_out=cases(
            (short & (t.qualifying == 0), "planned too short to be a start"),
            (short, "qualifying period"),
            else_=null("string"),
        ),
    )
