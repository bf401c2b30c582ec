"""Study programmes at 16 to 18: who was retained, assessed or returned, and the retention factor of funding."""

from __future__ import annotations

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
from alder.measures.aims import RECORD, all_of, on, within, year_of
from alder.measures.measure import Criterion, CriterionContext, Measure, Scope, Unit, measures
from alder.measures.parameters import CHARACTERISTICS
from alder.model.definition import Evidence, Parameter
from alder.model.expr import cases, coalesce, greatest, ifelse, literal, null
from alder.model.statistic import Indicator
from alder.sources.ilr.codes import aim as codes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from alder.measures.aims import Row
    from alder.model.expr import Table, Truth, Value, Whole

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


_METHOD = "Methodology of 16 to 18 results"
_RULES = "Compiled funding rules 2020/21"


def _core_says(row: Row, asked: CriterionContext) -> str:
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
    lambda aims, asked: core_tests(aims),
    lambda row: not row["core"],
)


def _ends(aims: Table, asked: CriterionContext) -> Mapping[str, Value]:
    return {
        "planned_year": starting_year(aims.LearnPlanEndDate),
        "actual_year": starting_year(aims.LearnActEndDate),
    }


def _end_says(row: Row, asked: CriterionContext) -> str:
    planned = f"planned end {on(row['LearnPlanEndDate'])} ({year_of(row['planned_year'])})"
    how = planned
    if asked.settings["end_of_study"] == "later_end" and row["actual_year"] is not None:
        how = f"the later of {planned} and actual end {on(row['LearnActEndDate'])} ({year_of(row['actual_year'])})"
    other = "" if row["end_year"] == asked.year else f"; that is not {asked.label}"
    return f"{year_of(row['end_year'])}: {how}{other}"


END = Criterion(
    "end of study",
    "The year of the later of the planned and the actual end of the core aim.",
    "Reading of the methodology of 16 to 18 results, which changed in 2020/21 what ends study",
    Evidence.B,
    _end_says,
    _ends,
    lambda row: not row["due"],
)


def _retained_says(row: Row, asked: CriterionContext) -> str:
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
    ends=lambda row: row["paused"] or row["going_on"],
)


def _assessed_says(row: Row, asked: CriterionContext) -> str:
    counted = ", ".join(str(o) for o in asked.settings["assessed_outcomes"]) or "none"
    if not row["retained"]:
        return "not counted: not retained"
    return (
        f"{'' if row['assessed'] else 'not '}assessed: outcome {row['Outcome'] or 'missing'}, of {counted} that count"
    )


OF_RETENTION = (RECORD, CORE, END, RETAINED)
OF_ASSESSED = (
    *OF_RETENTION,
    Criterion(
        "assessed",
        "Assessed is whose outcome is known: achieved, partly achieved or not achieved.",
        "Alder's convention: no field of the return says it",
        Evidence.A,
        _assessed_says,
    ),
)


def _level_says(row: Row, asked: CriterionContext) -> str:
    if row["core_level"] == "Unknown":
        return "left out: the list of aims (LARS) does not tell its level"
    return f"{'yes' if row['core_level'] == 'Level 3' else 'no'}: {row['core_level'].lower()}"


def _returned_says(row: Row, asked: CriterionContext) -> str:
    if not row["retained"]:
        return "not counted: not retained"
    years = (
        f"study began in {year_of(row['first_year'])}, and the core aim was completed in {year_of(row['last_year'])}"
    )
    return f"{'returned' if row['returned'] else 'not returned'}: {years}"


OF_RETURNED = (
    RECORD,
    CORE,
    Criterion(
        "level 3",
        "The core aim is at level 3.",
        "LARS, whose groups of levels are a reading",
        Evidence.B,
        _level_says,
        ends=lambda row: row["core_level"] != "Level 3",
    ),
    END,
    RETAINED,
    Criterion(
        "returned",
        "Completed in a later academic year than that of the first aim of a study programme at the provider.",
        "Introduction to retention measures in the published results (V); what the second year is in a return is a "
        "reading",
        Evidence.B,
        _returned_says,
    ),
)


def _start_says(row: Row, asked: CriterionContext) -> str:
    if not row["in_year"]:
        return f"no: none of its planned days lies in {asked.label}"
    planned = (
        f"{row['hours'] if row['hours'] is not None else 'no'} hours and {row['planned_in_year']} days of the year"
    )
    if row["qualifying"] == 0:
        return f"no: {planned} are planned, too few ever to be a start"
    past = "stayed" if row["started"] else "did not stay"
    return (
        f"{'yes' if row['started'] else 'no'}: {past} for {row['qualifying']} days of the year, with {planned} planned"
    )


def _factor_says(row: Row, asked: CriterionContext) -> str:
    if row["factor"] != 1.0:
        return (
            f"a half: withdrawn {on(row['LearnActEndDate'])} for reason {row['WithdrawReason'] or 'missing'}, from a "
            f"programme of {row['months']} planned months"
        )
    if row["CompStatus"] != 3:
        return "1: continuing, completed or on a planned break"
    if row["WithdrawReason"] in MOVED_ON:
        return f"1: withdrawn for reason {row['WithdrawReason']}, which keeps the factor"
    marker = on(marker_day(asked.year, asked.settings["two_year_marker"]))
    return f"1: in the first of two years, withdrawn on or after the marker, {marker}"


OF_FUNDING = (
    RECORD,
    CORE,
    Criterion(
        "start of the year",
        "Stayed for the qualifying period of the year: 42 days of 450 hours or 168 planned days, else 14 of 14.",
        _RULES,
        Evidence.V,
        _start_says,
        ends=lambda row: not row["started"],
    ),
    Criterion(
        "retention factor",
        "1 when continuing, completed, on a break, left for a reason that keeps it, or in the first of two years up to "
        "the marker; else a half.",
        f"{_RULES}; the day of the marker is a reading",
        Evidence.V,
        _factor_says,
    ),
)


retention_rate_16_to_18 = measures.add(
    Measure(
        "retention_rate_16_to_18",
        title="Retention of 16 to 18 students",
        unit=Unit.LEARNERS,
        counts=(STUDENTS, Indicator("retained", "Retained", "students")),
        rates=(
            Indicator(
                "retention_rate_16_to_18",
                "Retention of 16 to 18 students",
                "%",
                of=("retained", "students"),
                decimals=1,
            ),
        ),
        rows=ended,
        population_column="due",
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
        criteria=OF_RETENTION,
    )
)


retained_and_assessed_rate_16_to_18 = measures.add(
    Measure(
        "retained_and_assessed_rate_16_to_18",
        title="16 to 18 students retained and assessed",
        unit=Unit.LEARNERS,
        counts=(STUDENTS, Indicator("assessed", "Retained and assessed", "students")),
        rates=(
            Indicator(
                "retained_and_assessed_rate_16_to_18",
                "16 to 18 students retained and assessed",
                "%",
                of=("assessed", "students"),
                decimals=1,
            ),
        ),
        rows=ended,
        population_column="due",
        eligible=is_study_programme,
        population="Students of 16 to 19 study programmes (funding model 25) with a core aim, whose study ends in the "
        "year.",
        numerator="Students who completed their core aim and were assessed in it.",
        denominator="Students with a core aim.",
        exclusions=EXCLUSIONS,
        parameters=(END_OF_STUDY, ASSESSED, CHARACTERISTICS),
        methodology=(
            "A student is retained who completed the core aim, and was assessed when its outcome is known: achieved, "
            "partly achieved or not achieved. It supports the retention rate, and never lies above it."
            f"\n\n{HISTORY}"
        ),
        version="3",
        evidence=Evidence.B,
        source=SOURCE,
        reads_as="Of 16 to 18 students whose study ended in the year, the share who stayed to their assessment.",
        caution="An outcome that was returned late looks like an assessment that was missed.",
        reads=(*READS_ENDS, "Outcome"),
        scopes=(Scope.EDUCATION_AND_TRAINING,),
        age_bands={Scope.EDUCATION_AND_TRAINING: "age_band_31_august"},
        caveats=("Q-CAUS",),
        edge_cases=("Not achieved is assessed; not yet known is not.",),
        needs_history=True,
        criteria=OF_ASSESSED,
    )
)


returned_and_retained_rate_16_to_18 = measures.add(
    Measure(
        "returned_and_retained_rate_16_to_18",
        title="16 to 18 students at level 3 returned and retained for a second year",
        unit=Unit.LEARNERS,
        counts=(STUDENTS, Indicator("returned", "Returned and retained", "students")),
        rates=(
            Indicator(
                "returned_and_retained_rate_16_to_18",
                "Level 3 students returned and retained for a second year",
                "%",
                of=("returned", "students"),
                decimals=1,
            ),
        ),
        rows=returned,
        population_column="due",
        eligible=is_study_programme,
        population="Students of 16 to 19 study programmes (funding model 25) with a core aim at level 3, whose study "
        "ends in the year.",
        numerator="Students who completed their core aim in the second year at the provider, or later.",
        denominator="Students with a core aim at level 3.",
        exclusions=(*EXCLUSIONS, "Students of whose core aim no level is known."),
        parameters=(END_OF_STUDY, CHARACTERISTICS),
        methodology=(
            "A student is returned and retained who came back to the same provider for a second year and completed the "
            "core aim in it. It supports the retention rate, and never lies above it for the same students: it differs "
            "by those who complete their core aim within one year.\n\n"
            "The first year is that of the first aim of a study programme at the provider; the core aim must be "
            "completed in a later academic year. The level is that of the list of aims (LARS).\n\n"
            f"{HISTORY}"
        ),
        version="2",
        evidence=Evidence.B,
        source="Introduction to retention measures in the published A level and other 16 to 18 results: what is "
        "counted (V); what the second year is in a return, and when study ends, are readings.",
        reads_as="Of level 3 students whose study ended in the year, the share who came back for a second year and "
        "completed it.",
        caution="A student who completed a programme of one year, as planned, counts as not returned.",
        reads=READS_ENDS,
        scopes=(Scope.EDUCATION_AND_TRAINING,),
        age_bands={Scope.EDUCATION_AND_TRAINING: "age_band_31_august"},
        caveats=("Q-CAUS",),
        needs_history=True,
        derives=("level",),
        edge_cases=(
            "A student who completes a core aim in one year and comes back for another counts as not returned in the "
            "first year: the return of that year does not show the next.",
            "Schools say that the core aim must be at least as large as one A level. No published text with that rule "
            "was seen, and it is not applied.",
            "Schools make no such return, so they are not in it; nor are independent and special schools in the "
            "official measure.",
        ),
        criteria=OF_RETURNED,
    )
)


funding_retention_rate_16_to_19 = measures.add(
    Measure(
        "funding_retention_rate_16_to_19",
        title="16 to 19 students who keep a year's whole funding",
        unit=Unit.LEARNERS,
        counts=(
            Indicator("starts", "Starts", "students"),
            Indicator("whole", "Whole factor", "students"),
        ),
        rates=(
            Indicator(
                "funding_retention_rate_16_to_19", "Keep the whole factor", "%", of=("whole", "starts"), decimals=1
            ),
        ),
        rows=funded,
        population_column="core",
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
        criteria=OF_FUNDING,
    )
)
