"""Leavers of a year, and their achievement, retention, pass and timely achievement rates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from alder.derive.age import TRAINING_AGE
from alder.derive.aim import actual_days, planned_days
from alder.derive.programme import PROVISIONS, STANDARD, provision
from alder.derive.time import starting_year
from alder.measures.aims import (
    DATES,
    ENDING,
    LEARNING,
    MERGER_REASON,
    MONITORED,
    RECORD,
    TRANSFER_REASON,
    WHO,
    on,
    restarted,
    transferred_from,
    within,
    year_of,
)
from alder.measures.measure import Criterion, CriterionContext, Measure, Scope, Theme, Unit, measures, share
from alder.measures.parameters import (
    ACHIEVING,
    DAY_COUNT,
    HALVES,
    INTERVENTION,
    MERGERS,
    NOT_TRAINING,
    NOTHING,
    RESTART_SHIELD,
    TIMELY_DAYS,
    TRANSFER_DAYS,
    VANISHED_ASSESSMENTS,
    YEARS_COMPLETE,
)
from alder.model.definition import Evidence
from alder.model.expr import cases, coalesce, greatest, ifelse, is_any_of, literal, null
from alder.model.statistic import Indicator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from alder.measures.aims import Row
    from alder.model.expr import Table, Truth, Value, Whole

LEAVERS = Indicator("leavers", "Leavers", "aims")
COMPLETERS = Indicator("completers", "Completers", "aims")
ACHIEVERS = Indicator("achievers", "Achievers", "aims")

READS = (*WHO, *LEARNING, *DATES, *ENDING, "WithdrawReason", *MONITORED)
"""The fields that decide which aims are counted, and how."""

LEAVING = tuple(f for f in READS if f not in {"Outcome"})

COUNTING = (
    DAY_COUNT,
    INTERVENTION,
    MERGERS,
    YEARS_COMPLETE,
    NOT_TRAINING,
    RESTART_SHIELD,
    TRAINING_AGE,
    TRANSFER_DAYS,
    VANISHED_ASSESSMENTS,
    ACHIEVING,
)
ROUNDING = (HALVES, NOTHING)

EXCLUSIONS = (
    "Transfers: withdrawn to another aim of the same provider (reason 40), with an aim of the same kind begun 0 to 120 "
    "days after the end. From an apprenticeship to other learning is not a transfer.",
    "Transfers by intervention of the department (reason 7), and to another provider in a merger (reason 47).",
    "Withdrawals inside the qualifying period: 42 days of 168 planned or more, 14 days of 14 to 167. Restarts count.",
    "Planned breaks: the learning is counted through its restart.",
)

EDGE_CASES = (
    "A break with neither a restart nor a later return that still shows it, by the year after the later of its "
    "planned and actual end, is a withdrawal in that year.",
    "An aim that was continuing in a provider's last return of a year and is missing from the next year's is a "
    "withdrawal, in the later of the planned year and that next year.",
    "Aims that went on in the last return of a provider that stopped returning: withdrawals where the years since are "
    "declared complete (years_complete), else not known, and counted nowhere.",
    "Where the table of providers' successors is held, a provider that had merged by the end of the year is counted "
    "with its successor, and its aims are followed there; a learner without a ULN is found by the learner reference "
    "and provider before (PrevLearnRefNumber, PrevUKPRN).",
    "A standard whose training has ended and that waits for its assessment is not a leaver yet, while it is returned "
    "(vanished_assessments).",
    "Whoever failed the assessment, gave it up or did not come back from a break, as a later year's return says, "
    "leaves in that later year: no return before reported the end. So does a standard whose achievement came too late "
    "for the final return of its year.",
    "Components of an apprenticeship are never counted; its programme is.",
    "Without leavers there is no rate: it is missing, not 0.",
)

METHOD = (
    "Aims are gathered from the final return (R14) of each earlier year that is held and from the chosen return of "
    "the year asked for. The same aim in several years is found by provider, learner (ULN; with the learner reference "
    "where the ULN is temporary) and programme type with standard or framework, or aim reference; then by start, "
    "planned end and actual end, by start and planned end, by start and actual end, or by start. The latest year's "
    "record is kept.",
    "An aim leaves in its hybrid end year: the latest of the year of its planned end, of its actual end, of its "
    "achievement (standards only) and of the first return that reported its end, as completed or withdrawn. Someone "
    "who finishes early stays in the planned year.",
    "A leaver has completed or withdrawn, or is treated as withdrawn. A completer has completed. An achiever has "
    "completed with outcome 1; partly achieved and not yet known are completed and not achieved.",
    "Rates are worked out in decimals from unrounded counts. Achievement is retention times pass before rounding.",
    "Apprenticeships use age at the start of the programme; education and training uses age at 31 August of the year "
    "in which the aim started.",
)

AGE_BANDS: Mapping[Scope | None, str] = {
    Scope.APPRENTICESHIPS: "age_band_apprenticeship_rates",
    Scope.EDUCATION_AND_TRAINING: "age_band_education_and_training_rates",
}

POPULATION = (
    "Apprenticeship programmes, and aims in education and training whether funded or not, that end in the year. "
    "The two are shown apart."
)
GAPS: Mapping[Scope | None, str] = {
    Scope.APPRENTICESHIPS: "scenario 6 of the exclusions in the guidance for 2024/25 (restarts inside the qualifying "
    "period), and the one for trailblazer standards of funding model 81 without a net payment of the employer, are not "
    "applied: their rules could not be read. Nor is the rule of the specification for 2020/21 by which a standard "
    "whose training ended in 2019/20 is placed without the year of its achievement.",
    Scope.EDUCATION_AND_TRAINING: "further exclusions are known by name and not applied, as their rules could not be "
    "read in full: the employer ownership pilot, and learners on benefits who left for a job. The list in the guidance "
    "for 2024/25 was not read, so there may be others.",
}
"""What the official rates leave out and these do not."""

CAVEATS = ("Q-HYBRID", "Q-QAR", "Q-CAUS")
SOURCE = (
    "Qualification achievement rates: opening part of the 2024/25 guidance (https://www.gov.uk/government/publications/"
    "qualification-achievement-rates-2024-to-2025), footnotes of the published tables, and help pages that quote the "
    "guidance for 2019/20 to 2024/25: customerhelp.education.gov.uk posts 28635619501714 (scenario 5) and "
    "27769957115922 (breaks), 20575271030674 (the reporting year is the one that first reported it completed) and "
    "5114417589778 (standards that ended in 2019/20), esfahelp.education.gov.uk posts 4576020145170 (business rules "
    "2020/21, exclusion g) and "
    "360010538000 (specification 2018/19, page 10: employment), and a supplier's page on its reports "
    "(https://pellcomp.atlassian.net/wiki/x/JgBKrg: mergers, pilot). What could not be read is named as a known gap."
)


def paragraphs(*first: str) -> str:
    """The method in words: what is particular to a rate, then what all rates share."""
    return "\n\n".join((*first, *METHOD))


TRANSFER, MERGER, INTERVENED, QUALIFYING = "transfer", "merger", "provider intervention", "qualifying period"
EXCLUDED = (TRANSFER, MERGER, INTERVENED, QUALIFYING)
"""Why a withdrawal is left out."""

AWAITING = "awaiting assessment"
BREAK = "planned break"
CONTINUING = "continuing"
OVERDUE_BREAK = "overdue break"
OVERDUE = "overdue continuing"
NOT_KNOWN = "not known"
"""Said of an aim that went on when its provider stopped returning, in a year that nobody declared complete."""

_IN_SCOPE = ("AimType", "ProgType", "FundModel")
READ_BY_RATES = frozenset(
    [
        *_IN_SCOPE,
        *("reason", "waiting", "overdue", "leaving_year", "completed", "achieved", "data_year", "overdue_year"),
    ]
)
READ_BY_TIMELY = frozenset(
    [*_IN_SCOPE, "LearnPlanEndDate", "LearnActEndDate", "reason", "waiting", "planned_year", "achieved", "data_year"]
)
"""What the criteria read to decide, of the aims that `judged` gives."""


def end_years(aims: Table) -> dict[str, Whole]:
    """The years of which the latest is the hybrid end year: of the planned and the actual end, of the achievement, and
    of the first return that reported the end.

    The achievement date counts for apprenticeship standards alone.
    """
    dated = (aims.ProgType == STANDARD) & (coalesce(aims.FundModel, 36) == 36)
    return {
        "planned_end_year": starting_year(aims.LearnPlanEndDate),
        "actual_end_year": starting_year(aims.LearnActEndDate),
        "achieved_year": ifelse(dated, starting_year(aims.AchDate), null("int32")),
        "reported_year": aims.reporting_year,
    }


def hybrid_end_year(aims: Table) -> Whole:
    """The latest of the end years that are known. Someone who finishes early stays in the planned year."""
    planned, actual, *others = end_years(aims).values()
    known = coalesce(planned, actual)
    return greatest(known, *(coalesce(y, known) for y in (actual, *others))).cast("int32")


def qualifying_lengths(aims: Table, settings: Mapping[str, Any]) -> dict[str, Whole]:
    """The days planned and the days stayed that are compared with the qualifying period."""
    less = 0 if settings["day_count"] == "inclusive" else 1
    return {"days_planned": planned_days(aims) - less, "days_stayed": actual_days(aims) - less}


def inside_qualifying_period(aims: Table, settings: Mapping[str, Any]) -> Truth:
    """Whether the learner left within 42 days of 168 planned or more, or within 14 of 14 to 167.

    Fewer planned days shield nobody, and a restart is not shielded.
    """
    planned, actual = qualifying_lengths(aims, settings).values()
    early = ((planned >= 168) & (actual < 42)) | (planned.between(14, 167) & (actual < 14))
    shielded = literal(True) if settings["restart_shield"] == "yes" else ~aims.restart.fill_null(False)
    return (early & aims.LearnActEndDate.notnull() & shielded).fill_null(False)


def due_year(aims: Table) -> Whole:
    """The year after the later of the planned and the actual end: by then a break must be resumed, or shown again."""
    planned = starting_year(aims.LearnPlanEndDate)
    return greatest(planned, coalesce(starting_year(aims.LearnActEndDate), planned)) + 1


def could_count(aims: Table, year: int) -> Truth:
    """Whether an aim could count in a year: no other has that year as the one in which it leaves or was planned to end.

    Both are one of the years of its planned end, its actual end, its achievement and the first report of its end, or
    follow on the later end or on the last return that held it.
    """
    two_years = date(year - 1, 8, 1), date(year + 1, 7, 31)
    planned, actual = aims.LearnPlanEndDate.between(*two_years), aims.LearnActEndDate.between(*two_years)
    reported = (aims.reporting_year == year).fill_null(False) | (aims.last_reported == year - 1).fill_null(False)
    reported = reported | (aims.data_year == year - 1).fill_null(False)  # its provider stopped returning
    achieved = within(aims.AchDate, year)
    return planned.fill_null(False) | actual.fill_null(False) | achieved.fill_null(False) | reported


def judged(aims: Table, settings: Mapping[str, Any], year: int | None = None) -> Table:
    """What became of every aim, whichever year and scope is asked for.

    Adds `reason` (why it is left out), `waiting` (why it is not yet a leaver), `overdue` (why it is treated as
    withdrawn), `overdue_year` (in which it is if nothing more is heard of it), `leaving_year`, `planned_year`,
    `completed` and `achieved`; and of what came after the aim `moved` (to another of its kind) and `restart_year` (in
    which its break ended).

    With a `year`, aims that could not count in it are left out.
    """
    achieving = settings.get(ACHIEVING.name, ACHIEVING.default)  # counts of leavers alone do not have it
    vanished = settings.get(VANISHED_ASSESSMENTS.name, VANISHED_ASSESSMENTS.default)  # standards have no timely rate
    moved = transferred_from(aims, settings["transfer_days"]).mutate(moved=True)
    again = restarted(aims)
    t = aims if year is None else aims.filter(could_count(aims, year))
    t = t.left_join(moved, "aim_id").drop("aim_id_right")
    t = t.left_join(again, "aim_id").drop("aim_id_right")

    withdrawn = (t.CompStatus == 3).fill_null(False)
    completed = (t.CompStatus == 2).fill_null(False)
    achieved = completed & t.Outcome.isin(list(achieving) or [-1]).fill_null(False)
    planned_year = starting_year(t.LearnPlanEndDate)

    reason = cases(
        (withdrawn & (t.WithdrawReason == TRANSFER_REASON) & t.moved.fill_null(False), TRANSFER),
        (withdrawn & (t.WithdrawReason == MERGER_REASON) & literal(settings["mergers"] == "left_out"), MERGER),
        (withdrawn & t.WithdrawReason.isin(list(settings["intervention_reasons"]) or [-1]), INTERVENED),
        (withdrawn & (t.Outcome != 1).fill_null(True) & inside_qualifying_period(t, settings), QUALIFYING),
        else_=null("string"),
    )

    due = due_year(t)
    on_break = (t.CompStatus == 6).fill_null(False)
    resumed = (t.restart_year <= due).fill_null(False) | (t.break_shown >= due).fill_null(False)
    overdue_break = on_break & ~resumed & (due <= t.data_year).fill_null(False)

    continuing = ~(completed | withdrawn | on_break)
    awaiting = (
        continuing
        & ((t.ProgType == STANDARD) & (t.Outcome == 8)).fill_null(False)
        & t.LearnActEndDate.notnull()
        & t.AchDate.isnull()
    )
    waits_for_ever = awaiting & literal(vanished == "waiting")
    overdue = continuing & ~waits_for_ever & (t.last_reported < t.data_year).fill_null(False)

    return t.mutate(
        reason=reason,
        waiting=cases(
            (awaiting & ~overdue, AWAITING),
            (on_break & ~overdue_break, BREAK),
            (continuing & ~overdue, CONTINUING),
            else_=null("string"),
        ),
        overdue=cases((overdue_break, OVERDUE_BREAK), (overdue, OVERDUE), else_=null("string")),
        leaving_year=cases(
            (overdue_break, due),
            (overdue, greatest(planned_year, t.last_reported + 1)),
            else_=hybrid_end_year(t),
        ).cast("int32"),
        completed=completed,
        achieved=achieved,
        planned_year=planned_year,
        overdue_year=cases(
            (on_break & ~resumed, due),
            (continuing & ~waits_for_ever, greatest(coalesce(planned_year, t.data_year + 1), t.data_year + 1)),
            else_=null("int32"),
        ).cast("int32"),
    )


def days_late(aims: Table) -> Whole:
    """Days from the planned to the actual end."""
    return aims.LearnActEndDate.delta(aims.LearnPlanEndDate, unit="day")


_GUIDANCE = "Opening part of the 2024/25 guidance on achievement rates, and help pages that quote it"


def _scope_tests(aims: Table, context: CriterionContext) -> dict[str, Truth]:
    """Apprenticeships: programme aims only. Education and training: every aim of no other provision."""
    kind = provision(aims)
    if context.scope is Scope.APPRENTICESHIPS:
        return {
            "of_provision": is_any_of(kind, ["apprenticeships"]),
            "of_aim_type": (aims.AimType == 1).fill_null(False),
        }
    others = context.settings["not_education_and_training"]
    tests = {"of_provision": ~is_any_of(kind, [o for o in others if o != "programme_aims"])}
    if "programme_aims" in others:
        tests["of_aim_type"] = (aims.AimType != 1).fill_null(True)
    return tests


def _timely_scope_tests(aims: Table, context: CriterionContext) -> dict[str, Truth]:
    return {**_scope_tests(aims, context), "no_standard": (aims.ProgType != STANDARD).fill_null(True)}


def _scope_says(row: Row, context: CriterionContext) -> str:
    kind = next(c.label for c in PROVISIONS if c.code == row["provision"]).lower()
    apprenticeships = context.scope is Scope.APPRENTICESHIPS
    if not row["of_provision"]:
        return f"not in scope: its provision is {kind}"
    if not row.get("of_aim_type", True):
        if not apprenticeships:
            return "not in scope: it stands for a whole programme (aim type 1)"
        return f"not in scope: an apprenticeship is counted by its programme aim, and this is aim type {row['AimType']}"
    if not row.get("no_standard", True):
        return "not in scope: a standard, and standards have no timely rate"
    return "in scope: the programme aim of an apprenticeship" if apprenticeships else f"in scope: an aim of {kind}"


SCOPE = Criterion(
    "scope",
    "Apprenticeships are counted by their programme aim; education and training is every aim of no other provision.",
    "Titles and footnotes of the published tables (V); which provision is not education and training is a reading",
    Evidence.B,
    _scope_says,
    tests=_scope_tests,
    shown=lambda aims, context: {"provision": provision(aims)},
)


def _qualifying_columns(aims: Table, context: CriterionContext) -> Mapping[str, Value]:
    inside = inside_qualifying_period(aims, context.settings)
    return {**qualifying_lengths(aims, context.settings), "inside_qualifying": inside}


def _left_out_says(row: Row, context: CriterionContext) -> str:
    days = context.settings["transfer_days"]
    stayed = f"stayed {row['days_stayed']} days of {row['days_planned']} planned"
    if row["reason"] == TRANSFER:
        return (
            f"left out: reason {TRANSFER_REASON}, and another aim of the same kind at this provider began 0 to {days} "
            "days after the end"
        )
    if row["reason"] == MERGER:
        return f"left out: reason {MERGER_REASON}, the learning goes on at a provider that this one became"
    if row["reason"] == INTERVENED:
        return f"left out: withdrawn for reason {row['WithdrawReason']}, at the wish of the department"
    if row["reason"]:
        return f"left out: {stayed}, inside the qualifying period"
    if row["CompStatus"] != 3:
        return "not left out: only a withdrawal can be"
    why = [f"{stayed}, not inside the qualifying period"]
    if row["inside_qualifying"]:
        why = [f"{stayed}, but achieved"]
    elif row["restart"] and context.settings["restart_shield"] == "no":
        why = ["a restart is not shielded by the qualifying period"]
    if row["WithdrawReason"] == TRANSFER_REASON:
        why.append(f"no other aim of the same kind at this provider began 0 to {days} days after the end")
    return f"not left out: {'; '.join(why)}"


NOT_EXCLUDED = Criterion(
    "left out",
    "Transfers to another aim of the provider, by intervention or in a merger, and withdrawals inside the qualifying "
    "period.",
    _GUIDANCE,
    Evidence.S,
    _left_out_says,
    reasons=lambda aims, context: {reason: (aims.reason == reason).fill_null(False) for reason in EXCLUDED},
    shown=_qualifying_columns,
)


def _with_not_known(aims: Table, context: CriterionContext) -> Table:
    """The aims with `waiting` of the year: an aim that went on when its provider stopped returning is not known once
    its end is overdue, and `lost_in_year` where that is this year.
    """
    year = context.year
    stopped = (aims.data_year < year) & aims.waiting.notnull()
    lost = (stopped & (aims.overdue_year <= year)).fill_null(False)
    return aims.mutate(
        waiting=ifelse(lost, NOT_KNOWN, aims.waiting),
        lost_in_year=lost & (aims.overdue_year == year).fill_null(False),
    )


def _leaver_says(row: Row, context: CriterionContext) -> str:
    if row["overdue"] == OVERDUE_BREAK:
        return (
            f"treated as withdrawn: a planned break that was neither resumed nor returned again by "
            f"{year_of(row['due_by'])}"
        )
    if row["overdue"]:
        did = "waited for its assessment" if row["LearnActEndDate"] else "went on"
        return f"treated as withdrawn: it {did} in the return of {year_of(row['last_reported'])}, the last with it"
    if row["waiting"] == NOT_KNOWN:
        return (
            f"not known: it went on in the provider's last return, of {year_of(row['data_year'])}, and the year after "
            "is not declared complete"
        )
    if row["waiting"] == AWAITING:
        return "not a leaver yet: a standard whose training has ended and that waits for its assessment"
    if row["waiting"] == BREAK:
        if row["restart_year"] is not None:
            return f"not a leaver: a planned break, resumed in {year_of(row['restart_year'])}"
        return f"not a leaver: on a planned break, which must be resumed or returned again by {year_of(row['due_by'])}"
    if row["waiting"]:
        return "not a leaver: it goes on"
    if row["completed"]:
        return f"a leaver: completed, and {'' if row['achieved'] else 'not '}achieved"
    return "a leaver: withdrawn"


LEAVER = Criterion(
    "leaver",
    "A leaver has completed or withdrawn, or is treated as withdrawn: a break overdue, or missing from a later return.",
    _GUIDANCE,
    Evidence.S,
    _leaver_says,
    derive=_with_not_known,
    tests=lambda aims, context: {"not_continuing": (aims.waiting != CONTINUING).fill_null(True)},
    reasons=lambda aims, context: {
        waiting: (aims.waiting == waiting).fill_null(False) for waiting in (NOT_KNOWN, BREAK, AWAITING)
    },
    counts=lambda aims, context: {COMPLETERS.id: aims.completed, ACHIEVERS.id: aims.achieved},
    shown=lambda aims, context: {"due_by": due_year(aims)},
)


_ENDS = (
    ("planned_end_year", "planned end", "LearnPlanEndDate"),
    ("actual_end_year", "actual end", "LearnActEndDate"),
    ("achieved_year", "achievement", "AchDate"),
)


def _ends_in_year(aims: Table, context: CriterionContext) -> Mapping[str, Truth]:
    not_known = (aims.waiting == NOT_KNOWN).fill_null(False)
    return {"ends_in_year": ifelse(not_known, aims.lost_in_year, aims.leaving_year == context.year)}


def _year_says(row: Row, context: CriterionContext) -> str:
    found = year_of(row["leaving_year"])
    known = [f"{name} {on(row[date])} ({year_of(row[year])})" for year, name, date in _ENDS if row[year] is not None]
    if row["reported_year"] is not None:
        known.append(f"first return that reported the end ({year_of(row['reported_year'])})")
    if row["overdue"] == OVERDUE_BREAK:
        how = "the year after the later of its planned and actual end"
    elif row["overdue"]:
        how = f"the later of its {known[0] if known else 'planned end'} and the year after the last return with it"
    else:
        how = f"the latest of {', '.join(known)}" if known else "none of its ends is known"
    other = "" if row["leaving_year"] == context.year else f"; that is not {context.label}"
    return f"{found}: {how}{other}"


HYBRID_END_YEAR = Criterion(
    "hybrid end year",
    "The latest of the years of the planned end, the actual end, the achievement of a standard, and the first return "
    "that reported the end.",
    _GUIDANCE,
    Evidence.S,
    _year_says,
    tests=_ends_in_year,
    shown=lambda aims, context: end_years(aims),
)
OF_LEAVERS = (RECORD, SCOPE, NOT_EXCLUDED, LEAVER, HYBRID_END_YEAR)


def _due_says(row: Row, context: CriterionContext) -> str:
    year = year_of(row["planned_year"])
    other = "" if row["planned_year"] == context.year else f"; that is not {context.label}"
    return f"{year}: planned to end {on(row['LearnPlanEndDate'])}{other}"


def _still_on(aims: Table, context: CriterionContext) -> Mapping[str, Truth]:
    paused = (aims.waiting == BREAK).fill_null(False)
    lost = (aims.data_year < context.year) & aims.waiting.notnull() & (aims.waiting != AWAITING)
    return {BREAK: paused, NOT_KNOWN: lost.fill_null(False)}


def _in_time(aims: Table, context: CriterionContext) -> Mapping[str, Truth]:
    return {"timely_achievers": aims.achieved & (days_late(aims) <= context.settings["timely_days"])}


def _in_time_says(row: Row, context: CriterionContext) -> str:
    most = context.settings["timely_days"]
    if row["waiting"] == BREAK:
        return "left out: on a planned break"
    if row["waiting"] and row["data_year"] < context.year:
        return "left out: whether it went on after the provider's last return is not known"
    if not row["achieved"]:
        return "not achieved"
    if row["late"] is None:
        return "achieved, but it is not known when it ended"
    return f"achieved; ended {row['late']} days after the planned end, of at most {most}"


OF_TIMELY = (
    RECORD,
    replace(SCOPE, asks=f"{SCOPE.asks} Standards have no timely rate.", tests=_timely_scope_tests),
    NOT_EXCLUDED,
    Criterion(
        "planned year",
        "The aim counts in the year of its planned end.",
        _GUIDANCE,
        Evidence.S,
        _due_says,
        tests=lambda aims, context: {"due": aims.planned_year == context.year},
        ends=lambda row: False,
    ),
    Criterion(
        "in time",
        "Achieved, and ended no more days after the planned end than are allowed.",
        "Suppliers' help pages",
        Evidence.S,
        _in_time_says,
        reasons=_still_on,
        counts=_in_time,
        shown=lambda aims, context: {"late": days_late(aims)},
    ),
)


leavers = measures.add(
    Measure(
        "leavers",
        title="Leavers",
        theme=Theme.STAYING,
        unit=Unit.AIMS,
        counts=(LEAVERS,),
        rates=(),
        classify=judged,
        classified_columns=READ_BY_RATES,
        population=POPULATION,
        numerator="Aims that ended in the year: completed, withdrawn, or treated as withdrawn.",
        denominator="None: a count.",
        exclusions=EXCLUSIONS,
        parameters=tuple(p for p in COUNTING if p.name != "achieving_outcomes"),
        methodology=paragraphs("Leavers are the aims on which achievement and retention rates are worked out."),
        version="3",
        evidence=Evidence.S,
        source=SOURCE,
        gaps=GAPS,
        reads_as="Aims that ended in the year, or should have.",
        caution="Counts aims, not people: a learner with three aims can leave three times.",
        reads=READS,
        separate_scopes=True,
        age_bands=AGE_BANDS,
        caveats=("Q-HYBRID", "Q-QAR"),
        needs_history=True,
        edge_cases=EDGE_CASES,
        criteria=OF_LEAVERS,
    )
)


def _rate(
    name: str,
    counted: Indicator,
    base: Indicator,
    *,
    numerator: str,
    denominator: str = "Leavers: aims that ended in the year.",
    reads_as: str,
    caution: str,
    unmoved_by: tuple[str, ...] = (),
    theme: Theme = Theme.ACHIEVING,
) -> Measure:
    """A rate of leavers by their hybrid end year: they differ in what is divided by what."""
    title = name.replace("_", " ").capitalize()
    return replace(
        leavers,
        name=name,
        title=title,
        theme=theme,
        counts=(base, counted),
        rates=(share(name, title, of=(counted.id, base.id)),),
        numerator=numerator,
        denominator=denominator,
        parameters=(*COUNTING, *ROUNDING),
        methodology=paragraphs(f"The {title.lower()} is {counted.id} divided by {base.id}."),
        version="3",
        reads_as=reads_as,
        caution=caution,
        unmoved_by=unmoved_by,
        caveats=CAVEATS,
    )


achievement_rate = measures.add(
    _rate(
        "achievement_rate",
        ACHIEVERS,
        LEAVERS,
        numerator="Achievers: aims completed and achieved.",
        reads_as="Of aims due to end in the year, the share that were achieved.",
        caution="Compares cohorts, not causes: providers recruit different learners.",
    )
)


retention_rate = measures.add(
    _rate(
        "retention_rate",
        COMPLETERS,
        LEAVERS,
        numerator="Completers: aims that were completed, achieved or not.",
        reads_as="Of aims due to end in the year, the share whose learner stayed to the end.",
        caution="Says who stayed to the end of aims that ended, not who will stay of those who start.",
        theme=Theme.STAYING,
    )
)


pass_rate = measures.add(
    _rate(
        "pass_rate",
        ACHIEVERS,
        COMPLETERS,
        numerator="Achievers: aims completed and achieved.",
        denominator="Completers: aims that were completed in the year, achieved or not.",
        reads_as="Of aims that were completed, the share that were achieved.",
        caution="Leaves out those who left early; read it beside the retention rate.",
        unmoved_by=("WithdrawReason",),  # who completed has not withdrawn
    )
)


timely_achievement_rate = measures.add(
    replace(
        leavers,
        name="timely_achievement_rate",
        title="Timely achievement rate",
        theme=Theme.ACHIEVING,
        counts=(
            Indicator("timely_cohort", "Aims planned to end", "aims"),
            Indicator("timely_achievers", "Achieved in time", "aims"),
        ),
        rates=(share("timely_achievement_rate", "Timely achievement rate", of=("timely_achievers", "timely_cohort")),),
        classified_columns=READ_BY_TIMELY,
        population="Apprenticeship frameworks, and aims in education and training, planned to end in the year. "
        "Standards have no timely rate.",
        numerator="Aims achieved that ended no more than 90 days after their planned end.",
        denominator="Aims whose planned end falls in the year, ended or not.",
        parameters=(*(p for p in COUNTING if p is not VANISHED_ASSESSMENTS), TIMELY_DAYS, *ROUNDING),
        methodology=paragraphs(
            "The timely achievement rate places an aim in the year of its planned end, whatever became of it later."
        ),
        version="2",
        reads_as="Of aims planned to end in the year, the share that were achieved within 90 days of the plan.",
        caution="Aims that were planned too short look late, and those planned too long look timely.",
        caveats=("Q-QAR", "Q-CAUS"),
        edge_cases=("An aim that goes on past its planned end is in the cohort, and not achieved in time.",),
        criteria=OF_TIMELY,
    )
)
