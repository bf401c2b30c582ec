"""Starts, restarts, enrolments, achievements, participation and continuing learners: what is learned in a year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from alder.derive.age import years_lived_by_31_august
from alder.derive.aim import actual_days, funding_start, qualifying_days
from alder.derive.programme import PROVISIONS, provision
from alder.measures.aims import (
    AT_31_AUGUST,
    DATES,
    ENDING,
    MONITORED,
    PROGRAMME,
    RECORD,
    WHO,
    Restart,
    achievement_day,
    in_scope,
    on,
    restart_kind,
    spells_before,
    transferred_to,
    within,
)
from alder.measures.measure import Criterion, CriterionContext, Measure, Scope, Theme, Unit, measures, share
from alder.measures.parameters import (
    ACHIEVED_ON,
    CHARACTERISTICS,
    COVERAGE,
    EARLY_LEAVERS,
    GOVERNMENT_FUNDED,
    RESTARTS,
    SHORT_STARTS,
    TRANSFER_DAYS,
    TRANSFERS,
    UNPLACED_RESTARTS,
)
from alder.model.definition import Evidence
from alder.model.expr import is_any_of, literal
from alder.model.statistic import Indicator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.measures.aims import Row
    from alder.model.expr import Table, Truth, Value


CONTINUED_YEAR = 2020
"""The starting year of 2020/21, the one year in which the department counted every restart as going on."""

ADULT = 19
"""The age at 31 August from which further education and skills statistics call a learner an adult."""

NOT_FUNDED = 99
"""The funding model that says that nobody of the public pays, unless there is a loan."""

_FOOTNOTES = "Footnotes of further education and apprenticeship statistics"
_BY_PROGRAMME = (
    "Education and training by its aims, apprenticeships by their programme aim where programmes are counted."
)


def _provision(row: Row) -> str:
    return next(c.label for c in PROVISIONS if c.code == row["provision"]).lower()


def _scope_says(row: Row, context: CriterionContext) -> str:
    if not row["of_scope"]:
        return f"not in scope: its provision is {_provision(row)}"
    if row.get("programme_aim", True):
        return f"in scope: {_provision(row)}"
    return f"not in scope: an apprenticeship is counted by its programme aim, and this is aim type {row['AimType']}"


def _scope_tests(aims: Table, context: CriterionContext) -> Mapping[str, Truth]:
    return {"of_scope": in_scope(aims, context.scope)}


def _started_scope_tests(aims: Table, context: CriterionContext) -> Mapping[str, Truth]:
    whole = {"programme_aim": aims.AimType == 1} if context.scope is Scope.APPRENTICESHIPS else {}
    return {"of_scope": in_scope(aims, context.scope), **whole}


ANY_SCOPE = Criterion(
    "scope",
    "Learning of every kind, unless one kind is asked for.",
    _FOOTNOTES,
    Evidence.V,
    _scope_says,
    tests=_scope_tests,
    shown=lambda aims, context: {"provision": provision(aims)},
)
PROGRAMMES_AND_AIMS = replace(ANY_SCOPE, asks=_BY_PROGRAMME, tests=_started_scope_tests)
APPRENTICESHIPS = replace(
    PROGRAMMES_AND_AIMS,
    tests=lambda aims, context: {
        "of_scope": in_scope(aims, Scope.APPRENTICESHIPS),
        "programme_aim": aims.AimType == 1,
    },
)


def _inside_tests(aims: Table, context: CriterionContext) -> Mapping[str, Truth]:
    return {
        "begun": aims.LearnStartDate <= date(context.year + 1, 7, 31),
        "going_on": aims.LearnActEndDate.isnull() | (aims.LearnActEndDate >= date(context.year, 8, 1)),
    }


def _inside_says(row: Row, context: CriterionContext) -> str:
    first, last = on(date(context.year, 8, 1)), on(date(context.year + 1, 7, 31))
    if not row["begun"]:
        return f"no: it began after {last}"
    if not row["going_on"]:
        return f"no: it ended before {first}"
    return f"yes: begun by {last}, and not ended before {first}"


IN_LEARNING = Criterion(
    "in learning in the year",
    "Begun by 31 July, and not ended before 1 August.",
    "Reading of the footnotes of further education and skills statistics",
    Evidence.B,
    _inside_says,
    tests=_inside_tests,
)


def _stay(aims: Table, context: CriterionContext) -> Mapping[str, Value]:
    return {"stayed": funding_start(aims), "days": actual_days(aims), "needed": qualifying_days(aims)}


def _stay_says(row: Row) -> str:
    if row["LearnActEndDate"] is None:
        return "past the qualifying period: it has not ended"
    if not row["stayed"]:
        return f"left after {row['days']} days, inside the qualifying period of {row['needed']}, without achieving"
    if row["days"] is not None and row["needed"] is not None and row["days"] >= row["needed"]:
        return f"stayed {row['days']} days, of {row['needed']} that were needed"
    return "achieved, so the qualifying period does not matter"


def _early_says(row: Row, context: CriterionContext) -> str:
    kept = "" if context.settings["early_leavers"] == "left_out" else " (early leavers are counted here)"
    return _stay_says(row) + kept


STAYED = Criterion(
    "qualifying period",
    "Whoever left inside the qualifying period without achieving did not take part.",
    "Compiled funding rules 2020/21 for the period (V); that it decides participation is a reading",
    Evidence.B,
    _early_says,
    reasons=lambda aims, context: (
        {"qualifying period": ~funding_start(aims)} if context.settings["early_leavers"] == "left_out" else {}
    ),
    shown=_stay,
)


def _coverage_tests(aims: Table, context: CriterionContext) -> Mapping[str, Truth]:
    """What decides whether further education and skills statistics count an aim: age, programme and who pays."""
    models = context.settings["government_funded"]
    paid = aims.FundModel.isin([*models] or [-1]) | ((aims.FundModel == NOT_FUNDED) & aims.ADL.notnull())
    covered = {
        "adult": aims.adult,
        "apprenticeships": aims.apprentice,
        "headline": aims.adult | aims.apprentice,
    }
    return {"paid_by_government": paid, "covered": covered[context.settings["coverage"]]}


def _adults_and_apprentices(aims: Table, context: CriterionContext) -> Table:
    return aims.mutate(
        adult=(years_lived_by_31_august(aims.DateOfBirth, context.year) >= ADULT).fill_null(False),
        apprentice=is_any_of(provision(aims), [Scope.APPRENTICESHIPS]).fill_null(False),
    )


def _coverage_says(row: Row, context: CriterionContext) -> str:
    if not row["paid_by_government"]:
        return f"no: funding model {row['FundModel']} without a loan is not government-funded"
    of = context.settings["coverage"]
    if row["covered"]:
        return "yes: an apprenticeship" if row["apprentice"] and of != "adult" else "yes: an adult at 31 August"
    return "no: not an apprenticeship" if of == "apprenticeships" else "no: not known to be 19 at 31 August"


COVERED = Criterion(
    "coverage",
    "Adults in government-funded learning, apprentices of all ages, or both, as is set.",
    "Further education and skills statistics (V); which funding models are government-funded is a reading",
    Evidence.B,
    _coverage_says,
    derive=_adults_and_apprentices,
    tests=_coverage_tests,
    ends=lambda row: not row["paid_by_government"],
)


def _begun_says(row: Row, context: CriterionContext) -> str:
    began = on(row["LearnStartDate"])
    return f"yes: begun {began}" if row["in_year"] else f"no: begun {began}, which is not in {context.label}"


IN_YEAR = Criterion(
    "begun in the year",
    "The start lies in the year, from 1 August to 31 July.",
    _FOOTNOTES,
    Evidence.V,
    _begun_says,
    tests=lambda aims, context: {"in_year": within(aims.LearnStartDate, context.year)},
)

_RESTARTS = {
    Restart.ANOTHER_YEAR: "a restart of an apprenticeship that broke off in an earlier year",
    Restart.SAME_YEAR: "a restart of an apprenticeship that did not break off in an earlier year",
    Restart.MERGER: "a restart in which nothing broke off: the learner came from a provider that merged",
    Restart.NOT_KNOWN: "a restart of an apprenticeship of which no earlier spell is known",
}


def _with_restart_kind(aims: Table, context: CriterionContext) -> Table:
    """The aims with `restart_kind`, what is known of the spell before each restart of an apprenticeship."""
    t = aims.left_join(spells_before(aims), "aim_id").drop("aim_id_right")
    return t.mutate(restart_kind=restart_kind(t)).drop("spell_ended", "spell_merged")


def _restart_left_out(aims: Table, context: CriterionContext) -> Truth:
    """Whether an aim is a restart that is no start."""
    restart = aims.restart.fill_null(False)
    how = context.settings["restarts"]
    if how == "counted":
        return literal(False)
    if how == "left_out" or context.scope is not Scope.APPRENTICESHIPS or context.year == CONTINUED_YEAR:
        return restart
    starting = [Restart.ANOTHER_YEAR]
    if context.settings["unplaced_restarts"] == "counted":
        starting.append(Restart.NOT_KNOWN)
    return restart & ~is_any_of(aims.restart_kind, starting)


def _no_start(aims: Table, context: CriterionContext) -> Mapping[str, Truth]:
    settings = context.settings
    reasons = {"restart": _restart_left_out(aims, context)}
    if settings["short_starts"] == "left_out":
        reasons["qualifying period"] = ~funding_start(aims)
    if settings["transfers"] == "left_out":
        reasons["transfer"] = aims.aim_id.isin(transferred_to(aims, settings["transfer_days"]).aim_id)
    return reasons


def _restart_says(row: Row) -> str:
    return _RESTARTS.get(row["restart_kind"], "a restart after a break")


def _start_says(row: Row, context: CriterionContext) -> str:
    if row["left_out"] == "restart":
        year = " (in 2020/21 no restart is a start)" if context.year == CONTINUED_YEAR else ""
        return f"left out: {_restart_says(row)}{year}"
    if row["left_out"] == "transfer":
        return "left out: a transfer from another aim of the provider"
    if row["left_out"]:
        return f"left out: {_stay_says(row)}"
    again = f"{_restart_says(row)}; " if row["restart"] else ""
    return f"not left out: {again}{_stay_says(row)}"


A_START = Criterion(
    "left out",
    "Restarts in the year in which learning broke off, and starts that were left inside the qualifying period "
    "without achieving.",
    "Methodology of further education and skills statistics for restarts (V); the rest is a reading of footnotes",
    Evidence.B,
    _start_says,
    derive=_with_restart_kind,
    reasons=_no_start,
    shown=_stay,
)
A_RESTART = Criterion(
    "restart",
    "Marked as a restart, and whether an earlier spell or an original start date is held.",
    "Alder's own",
    Evidence.A,
    lambda row, context: f"yes: {_restart_says(row)}" if row["restart"] else "no: not marked as a restart",
    derive=_with_restart_kind,
    tests=lambda aims, context: {"is_restart": aims.restart},
    counts=lambda aims, context: {"unplaced": aims.restart_kind == Restart.NOT_KNOWN},
)


def _achievement_tests(aims: Table, context: CriterionContext) -> Mapping[str, Truth]:
    day = achievement_day(aims, context.settings["standards_achieved_on"])
    return {"completed": aims.CompStatus == 2, "achieved": aims.Outcome == 1, "in_year": within(day, context.year)}


def _achieved_says(row: Row, context: CriterionContext) -> str:
    if not (row["completed"] and row["achieved"]):
        return "no: only an aim that is completed (CompStatus 2) with outcome 1 is"
    if not row["in_year"]:
        return f"no: achieved {on(row['achieved_on'])}, which is not in {context.label}"
    return f"yes: achieved {on(row['achieved_on'])}"


ACHIEVED = Criterion(
    "achieved in the year",
    "Completed with outcome 1. A standard is achieved on its achievement date, anything else on the day it ended.",
    "Footnotes of apprenticeship statistics (V); the date is from secondary sources",
    Evidence.S,
    _achieved_says,
    tests=_achievement_tests,
    shown=lambda aims, context: {"achieved_on": achievement_day(aims, context.settings["standards_achieved_on"])},
)


def _going_on_tests(aims: Table, context: CriterionContext) -> Mapping[str, Truth]:
    return {
        "continuing": aims.CompStatus == 1,
        "without_end": aims.LearnActEndDate.isnull(),
        "begun": aims.LearnStartDate <= date(context.year + 1, 7, 31),
    }


def _going_on_says(row: Row, context: CriterionContext) -> str:
    if not row["continuing"]:
        return "no: its CompStatus is not 1"
    if not row["without_end"]:
        return f"no: it has ended, {on(row['LearnActEndDate'])}"
    if not row["begun"]:
        return f"no: it began after {on(date(context.year + 1, 7, 31))}"
    return "yes: CompStatus 1, and no end"


GOING_ON = Criterion(
    "goes on",
    "CompStatus 1, no actual end, and begun by the end of the year.",
    "Compiled funding rules 2020/21",
    Evidence.V,
    _going_on_says,
    tests=_going_on_tests,
)


learners_participating = measures.add(
    Measure(
        "learners_participating",
        title="Learners participating",
        theme=Theme.TAKING_PART,
        unit=Unit.LEARNERS,
        counts=(Indicator("learners", "Learners", "learners"),),
        rates=(),
        criteria=(RECORD, ANY_SCOPE, IN_LEARNING, STAYED),
        population="Everybody at every provider whose return for the year is held: of all ages, funded or not.",
        numerator="Learners with at least one aim in learning on some day of the year.",
        denominator="None: a count.",
        exclusions=("Aims that the learner left inside the qualifying period without achieving.",),
        parameters=(EARLY_LEAVERS, CHARACTERISTICS),
        methodology=(
            "A learner takes part who has an aim that started by 31 July and had not ended before 1 August. Each "
            "learner is counted once in the total and once in every row in which one of their aims falls, so rows of "
            "levels, provision or providers add to more than the total.\n\n"
            "A learner is known by the ULN. A temporary ULN (9999999999) cannot tell people apart; the provider's own "
            "learner reference then stands in, and the same person at two providers is counted twice.\n\n"
            "Age is taken at 31 August, at the start of the year. A learner with records at two providers is described "
            "by the record whose aim started last."
        ),
        version="1",
        evidence=Evidence.B,
        source="Footnotes of further education and skills statistics; that an aim must be in learning on a day of the "
        "year, and the treatment of early leavers, are readings.",
        reads_as="Learners who were learning on at least one day of the year.",
        caution="Counts everybody, 16 to 19 and learning without public funding included, so it is not the published "
        "count (fe_and_skills_participation). Nor does it say how much anybody learned.",
        reads=(*WHO, *DATES, *ENDING, "FundModel", "ProgType", "AimType"),
        age_bands=AT_31_AUGUST,
        notes=(
            "Everybody in the returns is counted, of all ages and whether the learning is funded or not. The published "
            "counts are of adults (19+) in government-funded FE and skills and of all age apprenticeships: see "
            "fe_and_skills_participation.",
        ),
        edge_cases=(
            "An aim that ends on 31 July does not count in the next year; one that ends on 1 August does.",
            "Figures of returns made during the year cover different months: compare with the same return only.",
        ),
    )
)


fe_and_skills_participation = measures.add(
    Measure(
        "fe_and_skills_participation",
        title="Participation in FE and skills",
        theme=Theme.TAKING_PART,
        unit=Unit.LEARNERS,
        counts=(Indicator("learners", "Participation", "learners"),),
        rates=(),
        criteria=(RECORD, ANY_SCOPE, COVERED, IN_LEARNING, STAYED),
        population="Learners aged 19 and over at 31 August in government-funded further education, and apprentices of "
        "all ages, at every provider whose return for the year is held.",
        numerator="Of these, or of the part that coverage names, learners with at least one such aim "
        "in learning on some day of the year.",
        denominator="None: a count.",
        exclusions=(
            "Learning without public funding, and learners under 19 outside apprenticeships.",
            "Aims that the learner left inside the qualifying period without achieving.",
        ),
        parameters=(COVERAGE, GOVERNMENT_FUNDED, EARLY_LEAVERS, CHARACTERISTICS),
        methodology=(
            "Counted as learners participating, of fewer people: of the further education and skills publication the "
            "headline, or with the parameter coverage the adults alone (adult) or the apprentices of all ages alone "
            "(apprenticeships). An adult apprentice belongs to both.\n\n"
            "An aim is government-funded by its funding model, or by an advanced learner loan. Age is taken at 31 "
            "August, at the start of the year, and who has no date of birth is no adult."
        ),
        version="1",
        evidence=Evidence.B,
        source="Headlines, footnotes and methodology of further education and skills statistics for who is counted; "
        "which funding models are government-funded, that an aim must be in learning on a day of the year, and the "
        "treatment of early leavers, are readings.",
        reads_as="Learners in further education and skills, as the published statistics count them, who were learning "
        "on at least one day of the year.",
        caution="Counts people who took part, however briefly. The published counts leave offender learning out "
        "since 2019/20; here it counts where returns hold it.",
        reads=("ULN", "DateOfBirth", *WHO[1:], *DATES, *ENDING, "FundModel", "ProgType", "AimType", *MONITORED),
        columns=("ADL",),
        derives=("age_at_31_august",),
        age_bands=AT_31_AUGUST,
        edge_cases=(
            "An aim of funding model 99 counts where an advanced learner loan pays for it.",
            "An apprentice under 19 counts for the apprenticeship, and not for other aims.",
        ),
    )
)


starts = measures.add(
    Measure(
        "starts",
        title="Starts",
        theme=Theme.TAKING_PART,
        unit=Unit.PROGRAMMES,
        counts=(Indicator("starts", "Starts", "starts"),),
        rates=(),
        criteria=(RECORD, PROGRAMMES_AND_AIMS, IN_YEAR, A_START),
        population="Apprenticeship programmes, and aims in education and training, begun in the year. Shown apart.",
        numerator="Programmes or aims that started from 1 August to 31 July; two starts of one learner count two.",
        denominator="None: a count.",
        exclusions=(
            "Restarts of an apprenticeship in the academic year in which it broke off, and in 2020/21 all restarts.",
            "Restarts in education and training.",
            "Starts that the learner left inside the qualifying period without achieving.",
        ),
        parameters=(RESTARTS, UNPLACED_RESTARTS, SHORT_STARTS, TRANSFERS, TRANSFER_DAYS),
        methodology=(
            "Apprenticeship starts are programme aims (aim type 1) of an apprenticeship programme type; starts in "
            "education and training are aims. A transfer to a new standard counts anew.\n\n"
            "Who returns to an apprenticeship in another academic year than the one in which it broke off starts anew, "
            "as the department counts it; 2020/21 alone counts every return as going on. When it broke off is the "
            "last end of an earlier spell of the same person, programme type and standard or framework, at any "
            "provider, in the returns of the year. Where none is held, the original start date (OrigLearnStartDate) "
            "decides: of another year, the return is a start. Where neither is held, the parameter unplaced_restarts "
            "decides, and the measure apprenticeship_restarts says how many these are. Who comes from a provider that "
            "merged (reason 47) goes on.\n\n"
            "Age is taken on the day of the start."
        ),
        version="2",
        evidence=Evidence.B,
        source="Footnotes of apprenticeship statistics, and the methodology of further education and skills statistics "
        "for restarts of apprenticeships; that short starts are left out is a reading.",
        reads_as="Apprenticeships and aims begun in the year.",
        caution="Counts beginnings, not people: a learner who starts twice counts twice.",
        # WithdrawReason tells of mergers alone here, which no member of staff chooses: it says nothing of the quality.
        reads=(
            *("LearnStartDate", "OrigLearnStartDate", "LearnPlanEndDate", "LearnActEndDate", *ENDING),
            *("FundModel", "WithdrawReason", *PROGRAMME, "AimType", *MONITORED),
        ),
        separate_scopes=True,
        age_bands=dict.fromkeys(Scope, "age_band_at_start"),
        columns=("OrigLearnStartDate",),
        notes=(
            "Restarts of apprenticeships of which neither an earlier spell nor an original start date is held count "
            "as starts unless unplaced_restarts says otherwise. How many there are: see apprenticeship_restarts.",
        ),
        edge_cases=(
            "A restart that is not marked as one is counted as a start.",
            "An apprenticeship that broke off and began again within one academic year is one start.",
            "A restart whose earlier spell still goes on, in the same returns, is no start.",
        ),
    )
)


apprenticeship_restarts = measures.add(
    Measure(
        "apprenticeship_restarts",
        title="Restarts of apprenticeships",
        theme=Theme.TAKING_PART,
        unit=Unit.PROGRAMMES,
        counts=(
            Indicator("restarts", "Restarts", "restarts"),
            Indicator("unplaced", "Of them without a known spell before", "restarts"),
        ),
        rates=(share("unplaced_share", "Share without a known spell before", of=("unplaced", "restarts")),),
        criteria=(RECORD, PROGRAMMES_AND_AIMS, IN_YEAR, A_RESTART),
        population="Apprenticeship programmes that began again in the year, marked as a restart.",
        numerator="Restarts of which neither an earlier spell of the same person, programme type and standard or "
        "framework nor an original start date (OrigLearnStartDate) is in the returns of the year.",
        denominator="Restarts from 1 August to 31 July, whether they count as starts or not.",
        methodology=(
            "Beside the measure starts: whether a restart is a start follows from the year in which learning broke "
            "off, and of these restarts nobody can tell it."
        ),
        version="1",
        evidence=Evidence.A,
        source="Alder's own: no official statistic says how many restarts have no known spell before.",
        reads_as="Of apprenticeships that began again in the year, the share of which no return says when they broke "
        "off.",
        caution="Only restarts that are marked as such are seen.",
        reads=("ULN", "LearnStartDate", "OrigLearnStartDate", "LearnActEndDate", "AimType", *PROGRAMME, *MONITORED),
        columns=("OrigLearnStartDate",),
        scopes=(Scope.APPRENTICESHIPS,),
        age_bands={Scope.APPRENTICESHIPS: "age_band_at_start"},
        edge_cases=("A spell before that was at a provider whose return is not held is not known.",),
    )
)


enrolments = measures.add(
    Measure(
        "enrolments",
        title="Enrolments",
        theme=Theme.TAKING_PART,
        unit=Unit.AIMS,
        counts=(Indicator("enrolments", "Enrolments", "aims"),),
        rates=(),
        criteria=(RECORD, ANY_SCOPE, IN_YEAR),
        population="Aims of every kind at every provider whose return is held; components of apprenticeships too.",
        numerator="Aims that started from 1 August to 31 July; two aims of one learner count two.",
        denominator="None: a count.",
        methodology=(
            "Every aim that was begun is an enrolment, restarts and short ones too. Starts leave these out, and count "
            "an apprenticeship once whatever its components."
        ),
        version="1",
        evidence=Evidence.V,
        source="Footnotes of further education and skills statistics.",
        reads_as="Aims that were begun in the year.",
        caution="Counts aims, not people: small aims weigh as much as large ones.",
        reads=("LearnStartDate", "ProgType", "FundModel"),
        age_bands=AT_31_AUGUST,
        edge_cases=("An aim that was begun and left on the same day is an enrolment.",),
    )
)


achievements = measures.add(
    Measure(
        "achievements",
        title="Apprenticeship achievements",
        theme=Theme.ACHIEVING,
        unit=Unit.PROGRAMMES,
        counts=(Indicator("achievements", "Achievements", "programmes"),),
        rates=(),
        criteria=(RECORD, APPRENTICESHIPS, ACHIEVED),
        population="Apprenticeship programmes.",
        numerator="Programmes achieved in the year; two of one learner count two.",
        denominator="None: a count.",
        parameters=(ACHIEVED_ON,),
        methodology=(
            "A standard is achieved on its achievement date, a framework on the day on which it ends. Age is taken on "
            "the day of the start, not of the achievement."
        ),
        version="1",
        evidence=Evidence.V,
        source="Footnotes of apprenticeship statistics; the date is from secondary sources.",
        reads_as="Apprenticeships achieved in the year, whenever they started.",
        caution="A count of one year's achievements divided by one year's starts is not an achievement rate.",
        reads=("LearnStartDate", "LearnActEndDate", "AchDate", "CompStatus", "Outcome", "ProgType", "AimType"),
        scopes=(Scope.APPRENTICESHIPS,),
        separate_scopes=True,
        age_bands={Scope.APPRENTICESHIPS: "age_band_at_start"},
        edge_cases=("A standard without an achievement date is taken to be achieved when its training ended.",),
    )
)


learner_achievements = measures.add(
    replace(
        learners_participating,
        name="learner_achievements",
        title="Learners achieving",
        theme=Theme.ACHIEVING,
        criteria=(RECORD, ANY_SCOPE, ACHIEVED),
        numerator="Learners with at least one aim achieved in the year.",
        parameters=(ACHIEVED_ON, CHARACTERISTICS),
        methodology=(
            "A learner is counted once in the total and once in every row in which one of their achieved aims falls. "
            "A standard is achieved on its achievement date, anything else on the day on which it ends. Learners are "
            "told apart, and described, as for learners participating; age is taken at 31 August."
        ),
        evidence=Evidence.V,
        source="Footnotes of further education and skills statistics; the date of standards is secondary.",
        version="1",
        reads_as="Learners who achieved at least one aim in the year.",
        caution="A learner with many small aims and one with a single large aim count the same.",
        reads=(*WHO, "LearnActEndDate", *ENDING, "FundModel", "ProgType"),
        notes=(
            "Everybody in the returns is counted, of all ages and whether the learning is funded or not. The published "
            "counts are of adults (19+) in government-funded FE and skills and of all age apprenticeships: see "
            "fe_and_skills_achievements.",
        ),
        exclusions=(),
        edge_cases=(),
    )
)


fe_and_skills_achievements = measures.add(
    replace(
        fe_and_skills_participation,
        name="fe_and_skills_achievements",
        title="Achievements in FE and skills",
        theme=Theme.ACHIEVING,
        counts=(Indicator("learners", "Achievements", "learners"),),
        criteria=(RECORD, ANY_SCOPE, COVERED, ACHIEVED),
        numerator="Of these, or of the part that coverage names, learners with at least one such aim "
        "achieved in the year.",
        exclusions=("Learning without public funding, and learners under 19 outside apprenticeships.",),
        parameters=(COVERAGE, GOVERNMENT_FUNDED, ACHIEVED_ON, CHARACTERISTICS),
        methodology=(
            "Counted as learners achieving, of the people whom fe_and_skills_participation counts: the headline of the "
            "further education and skills publication, or with the parameter coverage the adults or the apprentices "
            "alone."
        ),
        source="Headlines, footnotes and methodology of further education and skills statistics; which funding models "
        "are government-funded is a reading, and the date of standards is secondary.",
        version="1",
        reads_as="Learners in further education and skills, as the published statistics count them, who achieved at "
        "least one aim in the year.",
        caution="A learner with many small aims and one with a single large aim count the same.",
        reads=("ULN", "DateOfBirth", *WHO[1:], "LearnActEndDate", *ENDING, "FundModel", "ProgType", *MONITORED),
        edge_cases=(),
    )
)


continuing = measures.add(
    Measure(
        "continuing",
        title="Learners continuing",
        theme=Theme.TAKING_PART,
        unit=Unit.LEARNERS,
        counts=(Indicator("learners", "Learners", "learners"),),
        rates=(),
        criteria=(RECORD, ANY_SCOPE, GOING_ON),
        population="Learners at every provider whose return for the year is held.",
        numerator="Learners with at least one aim, begun by 31 July, that goes on: continuing, and without an end "
        "date.",
        denominator="None: a count.",
        parameters=(CHARACTERISTICS,),
        methodology=(
            "An aim goes on whose completion status is continuing (1) and that has no end date. A standard whose "
            "training has ended and that waits for its assessment has one, so it does not."
        ),
        version="1",
        evidence=Evidence.V,
        source="ILR validation service 2020/21.",
        reads_as="Learners who were still learning when the return was made.",
        caution="In a return made during the year, learners whom nobody has yet withdrawn are among them.",
        reads=("ULN", "UKPRN", "LearnRefNumber", "LearnStartDate", "LearnActEndDate", "CompStatus"),
        age_bands=AT_31_AUGUST,
        edge_cases=("A planned break is not continuing.",),
    )
)
