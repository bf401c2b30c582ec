"""Study programmes at 16 to 18: who was retained, assessed or returned, and the retention factor of funding."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from alder.derive import variables
from alder.derive.funding_16_to_19 import (
    MOVED_ON,
    days_in_year,
    qualifying_days_in_year,
    retention_factor,
    started_in_year,
)
from alder.derive.length import study_programme_hours
from alder.derive.results_16_to_18 import retained
from alder.derive.time import starting_year
from alder.measures.aims import RECORD, WHO, on, within, year_of
from alder.measures.measure import Criterion, CriterionContext, Measure, Scope, Theme, Unit, measures, share
from alder.measures.parameters import CHARACTERISTICS
from alder.model.definition import Evidence, Parameter
from alder.model.expr import coalesce, greatest, ifelse, is_any_of, literal
from alder.model.statistic import Indicator
from alder.sources.ilr.codes import aim as codes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from alder.measures.aims import Row
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
READS = (*WHO, "AimType", "FundModel", "LearnStartDate", "LearnPlanEndDate")
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


def ending_year(aims: Table, settings: Mapping[str, Any]) -> Whole:
    """The starting year of the academic year in which study ends."""
    planned = starting_year(aims.LearnPlanEndDate)
    if settings["end_of_study"] == "planned_end":
        return planned
    return greatest(planned, coalesce(starting_year(aims.LearnActEndDate), planned)).cast("int32")


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


_METHOD = "Methodology of 16 to 18 results"
_RULES = "Compiled funding rules 2020/21"


def _core_says(row: Row, context: CriterionContext) -> str:
    if not row["study_programme"]:
        return f"no: funding model {row['FundModel']}, and study programmes have 25"
    if not row["core_aim"]:
        return f"no: aim type {row['AimType']}, and a core aim has 5"
    return "yes: aim type 5 of funding model 25"


CORE = Criterion(
    "core aim",
    "The core aim of a 16 to 19 study programme: aim type 5, funding model 25.",
    _METHOD,
    Evidence.V,
    _core_says,
    tests=lambda aims, context: {
        "core_aim": aims.AimType == CORE_AIM,
        "study_programme": aims.FundModel == STUDY_PROGRAMMES,
    },
)


def _end_says(row: Row, context: CriterionContext) -> str:
    planned = f"planned end {on(row['LearnPlanEndDate'])} ({year_of(row['planned_year'])})"
    how = planned
    if context.settings["end_of_study"] == "later_end" and row["actual_year"] is not None:
        how = f"the later of {planned} and actual end {on(row['LearnActEndDate'])} ({year_of(row['actual_year'])})"
    other = "" if row["end_year"] == context.year else f"; that is not {context.label}"
    return f"{year_of(row['end_year'])}: {how}{other}"


END = Criterion(
    "end of study",
    "The year of the later of the planned and the actual end of the core aim.",
    "Reading of the methodology of 16 to 18 results, which changed in 2020/21 what ends study",
    Evidence.B,
    _end_says,
    derive=lambda aims, context: aims.mutate(end_year=ending_year(aims, context.settings)),
    tests=lambda aims, context: {"due": aims.end_year == context.year},
    shown=lambda aims, context: {
        "planned_year": starting_year(aims.LearnPlanEndDate),
        "actual_year": starting_year(aims.LearnActEndDate),
    },
)


def _with_standing(aims: Table, context: CriterionContext) -> Table:
    """The aims with how they stand. One that went on in a return, and is missing from the provider's later one, was
    left: it is `gone`.
    """
    going_on = ~aims.CompStatus.isin([2, 3, 6]).fill_null(False)
    gone = going_on & (aims.last_reported < aims.data_year).fill_null(False)
    paused = (aims.CompStatus == 6).fill_null(False)
    return aims.mutate(paused=paused, gone=gone, going_on=going_on & ~gone)


def _retained_says(row: Row, context: CriterionContext) -> str:
    if row["paused"]:
        return "left out: on a planned break"
    if row["going_on"]:
        return "left out: it goes on past its planned end"
    if row["gone"]:
        return f"not retained: it went on in the return of {year_of(row['last_reported'])}, the last with it"
    return "retained: completed" if row["CompStatus"] == 2 else "not retained: withdrawn"


RETAINED = Criterion(
    "retained",
    "A student is retained who completed the core aim.",
    _METHOD,
    Evidence.V,
    _retained_says,
    derive=_with_standing,
    reasons=lambda aims, context: {"planned break": aims.paused, "continuing": aims.going_on},
    counts=lambda aims, context: {"retained": retained(aims.CompStatus)},
    ends=lambda row: row["paused"] or row["going_on"],
)


def _assessed(aims: Table, context: CriterionContext) -> Mapping[str, Truth]:
    return {"assessed": aims.retained & aims.Outcome.isin(list(context.settings["assessed_outcomes"]) or [-1])}


def _assessed_says(row: Row, context: CriterionContext) -> str:
    counted = ", ".join(str(o) for o in context.settings["assessed_outcomes"]) or "none"
    if not row["retained"]:
        return "not counted: not retained"
    return (
        f"{'' if row['assessed'] else 'not '}assessed: outcome {row['Outcome'] or 'missing'}, of {counted} that count"
    )


ASSESSED_IN_IT = Criterion(
    "assessed",
    "Assessed is whose outcome is known: achieved, partly achieved or not achieved.",
    "Alder's convention: no field of the return says it",
    Evidence.A,
    _assessed_says,
    counts=_assessed,
)


def _level_says(row: Row, context: CriterionContext) -> str:
    if row["core_level"] == "Unknown":
        return "left out: the list of aims (LARS) does not tell its level"
    return f"{'yes' if row['core_level'] == 'Level 3' else 'no'}: {row['core_level'].lower()}"


AT_LEVEL_3 = Criterion(
    "level 3",
    "The core aim is at level 3.",
    "LARS, whose groups of levels are a reading",
    Evidence.B,
    _level_says,
    derive=lambda aims, context: aims.mutate(core_level=variables["level"](aims)),
    tests=lambda aims, context: {"may_be_level_3": is_any_of(aims.core_level, ["Level 3", "Unknown"])},
    reasons=lambda aims, context: {"level not known": aims.core_level == "Unknown"},
    ends=lambda row: row["core_level"] != "Level 3",
)


def _with_years_of_study(aims: Table, context: CriterionContext) -> Table:
    """The aims with the year in which study began and that in which the aim ended. Study begins with the first aim of a
    study programme at the provider that any of the returns read holds.
    """
    study = aims.filter(is_study_programme(aims))
    first = study.group_by(["person", "ukprn"]).aggregate(first_year=starting_year(study.LearnStartDate.min()))
    t = aims.left_join(first, ["person", "ukprn"]).drop("person_right", "ukprn_right")
    return t.mutate(last_year=starting_year(t.LearnActEndDate))


def _returned_says(row: Row, context: CriterionContext) -> str:
    if not row["retained"]:
        return "not counted: not retained"
    years = (
        f"study began in {year_of(row['first_year'])}, and the core aim was completed in {year_of(row['last_year'])}"
    )
    return f"{'returned' if row['returned'] else 'not returned'}: {years}"


RETURNED = Criterion(
    "returned",
    "Completed in a later academic year than that of the first aim of a study programme at the provider.",
    "Introduction to retention measures in the published results (V); what the second year is in a return is a reading",
    Evidence.B,
    _returned_says,
    derive=_with_years_of_study,
    counts=lambda aims, context: {"returned": aims.retained & (aims.last_year > aims.first_year)},
)


def _with_days_of_the_year(aims: Table, context: CriterionContext) -> Table:
    """The aims with what is planned of the funding year, and whether they are `started` in it."""
    planned = days_in_year(aims.LearnStartDate, aims.LearnPlanEndDate, context.year)
    t = aims.mutate(
        hours=study_programme_hours(aims.PlanLearnHours, aims.PlanEEPHours),
        planned_in_year=planned,
    ).view()  # each stage is worked out once: in one statement it would be where it is read
    t = t.mutate(qualifying=qualifying_days_in_year(t.hours, t.planned_in_year)).view()
    started = started_in_year(t.LearnStartDate, t.LearnPlanEndDate, t.LearnActEndDate, t.qualifying, context.year)
    return t.mutate(started=started).view()


def _start_says(row: Row, context: CriterionContext) -> str:
    if not row["in_year"]:
        return f"no: none of its planned days lies in {context.label}"
    days = max(row["planned_in_year"] or 0, 0)
    planned = f"{row['hours'] if row['hours'] is not None else 'no'} hours and {days} days of the year"
    if row["qualifying"] == 0:
        return f"no: {planned} are planned, too few ever to be a start"
    past = "stayed" if row["started"] else "did not stay"
    return (
        f"{'yes' if row['started'] else 'no'}: {past} for {row['qualifying']} days of the year, with {planned} planned"
    )


A_START = Criterion(
    "start of the year",
    "Stayed for the qualifying period of the year: 42 days of 450 hours or 168 planned days, else 14 of 14.",
    _RULES,
    Evidence.V,
    _start_says,
    derive=_with_days_of_the_year,
    # One who overran a plan of 450 hours is a start too, though no planned day lies in the year.
    tests=lambda aims, context: {"in_year": (aims.planned_in_year > 0).fill_null(False) | aims.started},
    reasons=lambda aims, context: {
        "planned too short to be a start": ~aims.started & (aims.qualifying == 0),
        "qualifying period": ~aims.started,
    },
    ends=lambda row: not row["started"],
)


def _with_factor(aims: Table, context: CriterionContext) -> Table:
    """The aims with their retention factor."""
    marker = marker_day(context.year, context.settings["two_year_marker"])
    t = aims.mutate(months=months_planned(aims))
    factor = retention_factor(
        t.started,
        t.CompStatus,
        t.WithdrawReason,
        planned_months=t.months,
        started_this_year=within(t.LearnStartDate, context.year),
        stayed_to_marker=t.LearnActEndDate >= literal(marker),
    )
    return t.mutate(factor=factor)


def _factor_says(row: Row, context: CriterionContext) -> str:
    if row["factor"] != 1.0:
        return (
            f"a half: withdrawn {on(row['LearnActEndDate'])} for reason {row['WithdrawReason'] or 'missing'}, from a "
            f"programme of {row['months']} planned months"
        )
    if row["CompStatus"] != 3:
        return "1: continuing, completed or on a planned break"
    if row["WithdrawReason"] in MOVED_ON:
        return f"1: withdrawn for reason {row['WithdrawReason']}, which keeps the factor"
    marker = on(marker_day(context.year, context.settings["two_year_marker"]))
    return f"1: in the first of two years, withdrawn on or after the marker, {marker}"


FACTOR = Criterion(
    "retention factor",
    "1 when continuing, completed, on a break, left for a reason that keeps it, or in the first of two years up to "
    "the marker; else a half.",
    f"{_RULES}; the day of the marker is a reading",
    Evidence.V,
    _factor_says,
    derive=_with_factor,
    counts=lambda aims, context: {"whole": aims.factor == 1.0},
)


retention_rate_16_to_18 = measures.add(
    Measure(
        "retention_rate_16_to_18",
        title="Retention of 16 to 18 students",
        theme=Theme.STAYING,
        unit=Unit.LEARNERS,
        counts=(STUDENTS, Indicator("retained", "Retained", "students")),
        rates=(share("retention_rate_16_to_18", "Retention of 16 to 18 students", of=("retained", "students")),),
        eligible=is_study_programme,
        population="Students of 16 to 19 study programmes (funding model 25) with a core aim, whose study ends in the "
        "year.",
        numerator="Students who completed their core aim.",
        denominator="Students with a core aim.",
        exclusions=EXCLUSIONS,
        parameters=(END_OF_STUDY, CHARACTERISTICS),
        methodology=(
            "A student is retained who completed the core aim, achieved or not. Study ends in the year of the later of "
            "the planned and the actual end of the core aim.\n\n"
            "This is accountability. The retention factor of funding is of every year, and counts students who stayed "
            "within it: see funding_retention_rate_16_to_19. The official measure has a cohort for each kind of core "
            "aim (A level, academic, applied general, tech level, technical certificate); here all are together."
            f"\n\n{HISTORY}"
        ),
        version="3",
        evidence=Evidence.B,
        source=SOURCE,
        reads_as="Of 16 to 18 students whose study ended in the year, the share who completed their core aim.",
        caution="A student who leaves for an apprenticeship or work counts as not retained.",
        reads=READS_ENDS,
        scopes=(Scope.EDUCATION_AND_TRAINING,),
        age_bands={Scope.EDUCATION_AND_TRAINING: "age_band_31_august"},
        caveats=("Q-CAUS",),
        edge_cases=(
            "Schools make no such return, so they are not in it; nor are independent and special schools in the "
            "official measure.",
            "A student with two core aims whose study ends in the year is retained when one is completed.",
        ),
        needs_history=True,
        criteria=(RECORD, CORE, END, RETAINED),
    )
)


retained_and_assessed_rate_16_to_18 = measures.add(
    replace(
        retention_rate_16_to_18,
        name="retained_and_assessed_rate_16_to_18",
        title="16 to 18 students retained and assessed",
        counts=(STUDENTS, Indicator("assessed", "Retained and assessed", "students")),
        rates=(
            share(
                "retained_and_assessed_rate_16_to_18",
                "16 to 18 students retained and assessed",
                of=("assessed", "students"),
            ),
        ),
        numerator="Students who completed their core aim and were assessed in it.",
        parameters=(END_OF_STUDY, ASSESSED, CHARACTERISTICS),
        methodology=(
            "A student is retained who completed the core aim, and was assessed when its outcome is known: achieved, "
            "partly achieved or not achieved. It supports the retention rate, and never lies above it."
            f"\n\n{HISTORY}"
        ),
        version="3",
        reads_as="Of 16 to 18 students whose study ended in the year, the share who stayed to their assessment.",
        caution="An outcome that was returned late looks like an assessment that was missed.",
        reads=(*READS_ENDS, "Outcome"),
        edge_cases=("Not achieved is assessed; not yet known is not.",),
        criteria=(RECORD, CORE, END, RETAINED, ASSESSED_IN_IT),
    )
)


returned_and_retained_rate_16_to_18 = measures.add(
    replace(
        retention_rate_16_to_18,
        name="returned_and_retained_rate_16_to_18",
        title="16 to 18 students at level 3 returned and retained for a second year",
        counts=(STUDENTS, Indicator("returned", "Returned and retained", "students")),
        rates=(
            share(
                "returned_and_retained_rate_16_to_18",
                "Level 3 students returned and retained for a second year",
                of=("returned", "students"),
            ),
        ),
        population="Students of 16 to 19 study programmes (funding model 25) with a core aim at level 3, whose study "
        "ends in the year.",
        numerator="Students who completed their core aim in the second year at the provider, or later.",
        denominator="Students with a core aim at level 3.",
        exclusions=(*EXCLUSIONS, "Students of whose core aim no level is known."),
        methodology=(
            "A student is returned and retained who came back to the same provider for a second year and completed the "
            "core aim in it. It supports the retention rate, and never lies above it for the same students: it differs "
            "by those who complete their core aim within one year.\n\n"
            "The first year is that of the first aim of a study programme at the provider; the core aim must be "
            "completed in a later academic year. The level is that of the list of aims (LARS).\n\n"
            f"{HISTORY}"
        ),
        version="2",
        source="Introduction to retention measures in the published A level and other 16 to 18 results: what is "
        "counted (V); what the second year is in a return, and when study ends, are readings.",
        reads_as="Of level 3 students whose study ended in the year, the share who came back for a second year and "
        "completed it.",
        caution="A student who completed a programme of one year, as planned, counts as not returned.",
        derives=("level",),
        edge_cases=(
            "A student who completes a core aim in one year and comes back for another counts as not returned in the "
            "first year: the return of that year does not show the next.",
            "Schools say that the core aim must be at least as large as one A level. No published text with that rule "
            "was seen, and it is not applied.",
            "Schools make no such return, so they are not in it; nor are independent and special schools in the "
            "official measure.",
        ),
        criteria=(RECORD, CORE, AT_LEVEL_3, END, RETAINED, RETURNED),
    )
)


funding_retention_rate_16_to_19 = measures.add(
    Measure(
        "funding_retention_rate_16_to_19",
        title="16 to 19 students who keep a year's whole funding",
        theme=Theme.STAYING,
        unit=Unit.LEARNERS,
        counts=(
            Indicator("starts", "Starts", "students"),
            Indicator("whole", "Whole factor", "students"),
        ),
        rates=(share("funding_retention_rate_16_to_19", "Keep the whole factor", of=("whole", "starts")),),
        eligible=is_study_programme,
        population="Students of 16 to 19 study programmes (funding model 25) with a core aim, in a funding year.",
        numerator="Students whose retention factor is 1: continuing, completed, on a planned break, moved on for a "
        "reason that keeps the factor, or in the first of two years up to the marker.",
        denominator="Students who are a start of the year, whose factor is 1 or a half.",
        exclusions=(
            "Students planned for fewer than 14 days of the year and fewer than 450 hours, who are never a start.",
            "Students who left within the qualifying period: 42 days of 450 hours or 168 planned days, else 14.",
        ),
        parameters=(MARKER, CHARACTERISTICS),
        methodology=(
            "The factor is that of a core aim by the rules of 2020/21. The mean factor of the starts is a half and "
            "half of the rate.\n\n"
            "It serves money in one year. It is not the retention of 16 to 18 accountability, which asks whether study "
            "was completed: see retention_rate_16_to_18."
        ),
        version="1",
        evidence=Evidence.B,
        source="Compiled funding rules 2020/21 (V); the day of the marker is a reading.",
        reads_as="Of 16 to 19 students who started in a funding year, the share who keep the whole of its funding.",
        caution="The rules change from year to year; those of 2020/21 are applied to every year.",
        reads=(*READS_ENDS, "WithdrawReason", "PlanLearnHours", "PlanEEPHours"),
        scopes=(Scope.EDUCATION_AND_TRAINING,),
        age_bands={Scope.EDUCATION_AND_TRAINING: "age_band_31_august"},
        columns=("PlanLearnHours", "PlanEEPHours"),
        edge_cases=(
            "T Levels and traineeships, whose factor also looks at where the student went, have no core aim and are "
            "not counted.",
            "A student who left in the second of two years has a half.",
        ),
        criteria=(RECORD, CORE, A_START, FACTOR),
    )
)
