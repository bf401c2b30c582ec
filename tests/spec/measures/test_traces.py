"""How a measure judged each aim of one learner: in words, and by the same expressions that the measure counts with."""

import pickle

import pyarrow as pa
import pytest
from tests.support import text_tables
from tests.support.aim_tables import returns
from tests.support.properties import sampled

import alder
from alder.errors import NoFigures, NotProtected, UsageError
from alder.measures import Query, measures
from alder.measures.definitions.retention_from_the_start import days_of
from alder.measures.trace import Trace, Tracing
from alder.sources.reference.table_catalogue import tables

TRACED = [m.name for m in measures if m.criteria and not m.years_after]
"""Those that read the returns of the year itself and of years before; others have returns of their own below."""

LEARNERS = "LearnRefNumber | ULN | year | ukprn\n" + "\n".join(
    f"{ref} | {uln} | {year} | {ukprn}"
    for year in ("2018/19", "2019/20", "2020/21")
    for ref, uln, ukprn in [
        *((f"L{n:02}", 1000000000 + n, 10000001) for n in range(1, 32)),
        ("L01", 1000000099, 10000002),
        ("M30", 1000000030, 10000002),
    ]
)

AIMS = """
    shows               | year    | ukprn    | LearnRefNumber | LearnStartDate | LearnPlanEndDate | LearnActEndDate | CompStatus | Outcome | WithdrawReason | AimType | ProgType | FundModel | AchDate
    achieved in class   | 2020/21 | 10000001 | L01            | 2020-09-07     | 2021-06-30       | 2021-06-28      | 2          | 1       |                | 4       |          | 35        |
    failed in class     | 2020/21 | 10000001 | L02            | 2020-09-07     | 2021-06-30       | 2021-06-28      | 2          | 3       |                | 4       |          | 35        |
    left for another    | 2020/21 | 10000001 | L03            | 2020-09-07     | 2021-06-30       | 2021-01-08      | 3          | 3       | 40             | 4       |          | 35        |
    the other           | 2020/21 | 10000001 | L03            | 2021-02-01     | 2021-07-16       |                 | 1          |         |                | 4       |          | 35        |
    reason 40 alone     | 2020/21 | 10000001 | L04            | 2020-09-07     | 2021-06-30       | 2021-01-08      | 3          | 3       | 40             | 4       |          | 35        |
    by intervention     | 2020/21 | 10000001 | L05            | 2020-09-07     | 2021-06-30       | 2021-01-08      | 3          | 3       | 7              | 4       |          | 35        |
    left early          | 2020/21 | 10000001 | L06            | 2020-09-07     | 2021-06-30       | 2020-09-20      | 3          | 3       | 97             | 4       |          | 35        |
    early restart       | 2020/21 | 10000001 | L07            | 2020-09-07     | 2021-06-30       | 2020-09-20      | 3          | 3       | 97             | 4       |          | 35        |
    on a break          | 2020/21 | 10000001 | L08            | 2020-09-07     | 2021-06-30       | 2021-01-20      | 6          |         |                | 4       |          | 35        |
    break, resumed      | 2020/21 | 10000001 | L09            | 2020-09-07     | 2021-06-30       | 2020-12-20      | 6          |         |                | 4       |          | 35        |
    its restart         | 2020/21 | 10000001 | L09            | 2021-03-01     | 2021-07-30       | 2021-07-30      | 2          | 1       |                | 4       |          | 35        |
    overdue break       | 2018/19 | 10000001 | L10            | 2018-09-07     | 2019-06-30       | 2019-01-20      | 6          |         |                | 4       |          | 35        |
    gone without a word | 2019/20 | 10000001 | L11            | 2019-09-07     | 2020-06-30       |                 | 1          |         |                | 4       |          | 35        |
    standard awaited    | 2020/21 | 10000001 | L12            | 2019-09-07     | 2021-03-31       | 2021-03-31      | 1          | 8       |                | 1       | 25       | 36        |
    its component       | 2020/21 | 10000001 | L12            | 2019-09-07     | 2021-03-31       | 2021-03-31      | 2          | 1       |                | 3       | 25       | 36        |
    standard achieved   | 2020/21 | 10000001 | L13            | 2019-09-07     | 2020-06-30       | 2020-06-30      | 2          | 1       |                | 1       | 25       | 36        | 2020-09-15
    framework in time   | 2020/21 | 10000001 | L14            | 2019-09-07     | 2021-03-31       | 2021-05-31      | 2          | 1       |                | 1       | 3        | 36        |
    framework late      | 2020/21 | 10000001 | L15            | 2019-09-07     | 2020-09-30       | 2021-05-31      | 2          | 1       |                | 1       | 3        | 36        |
    achieved, no end    | 2020/21 | 10000001 | L16            | 2020-09-07     | 2021-06-30       |                 | 2          | 1       |                | 4       |          | 35        |
    community learning  | 2020/21 | 10000001 | L17            | 2020-09-07     | 2021-06-30       | 2021-06-30      | 2          | 1       |                | 4       |          | 10        |
    study, completed    | 2020/21 | 10000001 | L18            | 2019-09-07     | 2021-06-30       | 2021-06-30      | 2          | 1       |                | 5       |          | 25        |
    study, left         | 2020/21 | 10000001 | L19            | 2019-09-07     | 2021-06-30       | 2020-03-01      | 3          | 3       | 97             | 5       |          | 25        |
    study, left in July | 2020/21 | 10000001 | L20            | 2020-09-07     | 2022-06-30       | 2021-07-05      | 3          | 3       | 97             | 5       |          | 25        |
    study, moved on     | 2020/21 | 10000001 | L21            | 2020-09-07     | 2021-06-30       | 2021-03-05      | 3          | 3       | 2              | 5       |          | 25        |
    study, on a break   | 2020/21 | 10000001 | L22            | 2020-09-07     | 2021-06-30       | 2021-03-05      | 6          |         |                | 5       |          | 25        |
    study, goes on      | 2020/21 | 10000001 | L23            | 2020-09-07     | 2021-06-30       |                 | 1          |         |                | 5       |          | 25        |
    study, for days     | 2020/21 | 10000001 | L24            | 2021-07-20     | 2021-07-30       | 2021-07-30      | 2          | 1       |                | 5       |          | 25        |
    study, two weeks    | 2020/21 | 10000001 | L25            | 2020-09-07     | 2021-06-30       | 2020-09-20      | 3          | 3       | 97             | 5       |          | 25        |
    study, last year    | 2020/21 | 10000001 | L26            | 2019-09-07     | 2020-06-30       | 2020-06-30      | 2          | 1       |                | 5       |          | 25        |
    unit of study       | 2020/21 | 10000001 | L26            | 2019-09-07     | 2020-06-30       | 2020-06-30      | 2          | 1       |                | 4       |          | 25        |
    study, left, half   | 2020/21 | 10000001 | L27            | 2020-09-07     | 2021-06-30       | 2021-03-05      | 3          | 3       | 97             | 5       |          | 25        |
    short, achieved     | 2020/21 | 10000001 | L28            | 2020-09-07     | 2021-06-30       | 2020-09-18      | 2          | 1       |                | 4       |          | 35        |
    starts next year    | 2020/21 | 10000001 | L29            | 2021-09-07     | 2022-06-30       |                 | 1          |         |                | 4       |          | 35        |
    here                | 2020/21 | 10000001 | L30            | 2020-09-07     | 2021-06-30       | 2021-06-28      | 2          | 1       |                | 4       |          | 35        |
    and there           | 2020/21 | 10000002 | M30            | 2020-10-05     | 2021-06-30       | 2021-06-28      | 3          | 3       | 3              | 4       |          | 35        |
    same reference      | 2020/21 | 10000002 | L01            | 2020-10-05     | 2021-06-30       | 2021-06-28      | 3          | 1       | 3              | 4       |          | 35        |
    standard begun anew | 2020/21 | 10000001 | L31            | 2020-10-05     | 2022-03-31       |                 | 1          |         |                | 1       | 25       | 36        |
"""  # noqa: E501  # a record is a line

RESTARTS = """
    year    | aim | LearnDelFAMType | LearnDelFAMCode
    2020/21 | 8   | RES             | 1
    2020/21 | 11  | RES             | 1
    2020/21 | 37  | RES             | 1
"""


LISTED = """
    LearnAimRef | NotionalNVQLevelv2
    60000001    | 3
    60000002    | 2
"""


@pytest.fixture(scope="module", name="engine")
def _engine() -> object:
    engine = returns(LEARNERS, AIMS, RESTARTS, LearnAimRef="60000001")
    engine.add("lars_aim", text_tables.arrow(LISTED, tables()["lars_aim"].schema))
    return engine


def judged(engine: object, measure: str, learner: str, aim: int = 0, **asked: object) -> dict[str, str]:
    """What each step says of one aim, in the scope in which most is said."""
    asked = {"ukprn": 10000001, "year": "2020/21", **asked}
    return said_of(alder.trace(engine, measure, learner=learner, **asked), aim)  # type: ignore[arg-type]


def said_of(trace: Trace, aim: int) -> dict[str, str]:
    verdict = max(trace.aims[aim].verdicts, key=lambda v: len(v.steps))
    return {**dict(verdict.steps), "counted": ", ".join(c for c, yes in verdict.counts.items() if yes) or "no"}


@pytest.mark.parametrize("measure", sampled(TRACED, 4))
def test_the_traces_of_all_learners_add_up_to_the_measure(measure: str, engine: object) -> None:
    query = Query.ask(measure, year="2020/21")
    counts = alder.tabulate(engine, query)
    people = [(f"L{n:02}", 10000001) for n in range(1, 32)] + [("L01", 10000002)]
    found: dict[tuple[object, str], int] = {}
    left_out: dict[str, int] = {}
    with Tracing(engine, query) as tracing:
        for trace in tracing.of_each(people):
            if trace is None:  # in returns of earlier years alone, which few measures read
                continue
            assert trace.text()
            for scope in trace.scopes:
                for name, n in trace.counts(scope).items():
                    found[scope, name] = found.get((scope, name), 0) + n
            for reason in (v.left_out for a in trace.aims for v in a.verdicts if v.left_out):
                left_out[reason] = left_out.get(reason, 0) + 1
    apart = len(query.scopes) > 1
    for scope, name in found:
        where = {"scope": str(scope)} if apart else {}
        if measures[measure].moments:  # a trace tells of the last day of the curve
            where["days_since_start"] = str(days_of(query.settings)[-1])
        assert found[scope, name] == counts.value(name, **where), (scope, name)
    assert any(found.values())
    if not measures[measure].counts_learners:
        excluded: dict[str, int] = {}
        for reason, n in counts.excluded.items():
            excluded[reason.split(": ")[-1]] = excluded.get(reason.split(": ")[-1], 0) + n
        assert left_out == excluded


STEPS = """
    measure                             | learner | aim | step                    | says
    achievement_rate                    | L01     | 0   | leaver                  | a leaver: completed, and achieved
    achievement_rate                    | L01     | 0   | left out                | not left out: only a withdrawal can be
    achievement_rate                    | L02     | 0   | leaver                  | a leaver: completed, and not achieved
    achievement_rate                    | L03     | 0   | left out                | left out: reason 40, and another aim of the same kind at this provider began 0 to 120 days after the end
    achievement_rate                    | L04     | 0   | left out                | not left out: stayed 124 days of 297 planned, not inside the qualifying period; no other aim of the same kind at this provider began 0 to 120 days after the end
    achievement_rate                    | L05     | 0   | left out                | left out: withdrawn for reason 7, at the wish of the department
    achievement_rate                    | L06     | 0   | left out                | left out: stayed 14 days of 297 planned, inside the qualifying period
    achievement_rate                    | L07     | 0   | left out                | not left out: a restart is not shielded by the qualifying period
    achievement_rate                    | L07     | 0   | leaver                  | a leaver: withdrawn
    achievement_rate                    | L08     | 0   | leaver                  | not a leaver: on a planned break, which must be resumed or returned again by 2021/22
    achievement_rate                    | L09     | 0   | leaver                  | not a leaver: a planned break, resumed in 2020/21
    achievement_rate                    | L10     | 0   | leaver                  | treated as withdrawn: a planned break that was neither resumed nor returned again by 2019/20
    achievement_rate                    | L10     | 0   | hybrid end year         | 2019/20: the year after the later of its planned and actual end; that is not 2020/21
    achievement_rate                    | L11     | 0   | leaver                  | treated as withdrawn: it went on in the return of 2019/20, the last with it
    achievement_rate                    | L11     | 0   | hybrid end year         | 2020/21: the later of its planned end 30 June 2020 (2019/20) and the year after the last return with it
    achievement_rate                    | L12     | 0   | leaver                  | not a leaver yet: a standard whose training has ended and that waits for its assessment
    achievement_rate                    | L12     | 1   | scope                   | not in scope: an apprenticeship is counted by its programme aim, and this is aim type 3
    achievement_rate                    | L13     | 0   | hybrid end year         | 2020/21: the latest of planned end 30 June 2020 (2019/20), actual end 30 June 2020 (2019/20), achievement 15 September 2020 (2020/21), first return that reported the end (2020/21)
    achievement_rate                    | L17     | 0   | scope                   | not in scope: its provision is community learning
    achievement_rate                    | L29     | 0   | leaver                  | not a leaver: it goes on
    timely_achievement_rate             | L01     | 0   | planned year            | 2020/21: planned to end 30 June 2021
    timely_achievement_rate             | L15     | 0   | in time                 | achieved; ended 243 days after the planned end, of at most 90
    timely_achievement_rate             | L14     | 0   | in time                 | achieved; ended 61 days after the planned end, of at most 90
    timely_achievement_rate             | L02     | 0   | in time                 | not achieved
    timely_achievement_rate             | L08     | 0   | in time                 | left out: on a planned break
    timely_achievement_rate             | L16     | 0   | in time                 | achieved, but it is not known when it ended
    timely_achievement_rate             | L13     | 0   | scope                   | not in scope: a standard, and standards have no timely rate
    timely_achievement_rate             | L10     | 0   | planned year            | 2018/19: planned to end 30 June 2019; that is not 2020/21
    learners_participating              | L01     | 0   | in learning in the year | yes: begun by 31 July 2021, and not ended before 1 August 2020
    learners_participating              | L29     | 0   | in learning in the year | no: it began after 31 July 2021
    learners_participating              | L26     | 0   | in learning in the year | no: it ended before 1 August 2020
    learners_participating              | L03     | 0   | qualifying period       | stayed 124 days, of 42 that were needed
    learners_participating              | L06     | 0   | qualifying period       | left after 14 days, inside the qualifying period of 42, without achieving
    learners_participating              | L28     | 0   | qualifying period       | achieved, so the qualifying period does not matter
    learners_participating              | L16     | 0   | qualifying period       | past the qualifying period: it has not ended
    starts                              | L06     | 0   | left out                | left out: left after 14 days, inside the qualifying period of 42, without achieving
    starts                              | L07     | 0   | left out                | left out: a restart of an apprenticeship of which no earlier spell is known (in 2020/21 no restart is a start)
    starts                              | L01     | 0   | left out                | not left out: stayed 295 days, of 42 that were needed
    starts                              | L26     | 0   | begun in the year       | no: begun 7 September 2019, which is not in 2020/21
    starts                              | L01     | 0   | begun in the year       | yes: begun 7 September 2020
    starts                              | L17     | 0   | scope                   | not in scope: its provision is community learning
    enrolments                          | L17     | 0   | scope                   | in scope: community learning
    achievements                        | L13     | 0   | achieved in the year    | yes: achieved 15 September 2020
    achievements                        | L12     | 0   | achieved in the year    | no: only an aim that is completed (CompStatus 2) with outcome 1 is
    learner_achievements                | L26     | 0   | achieved in the year    | no: achieved 30 June 2020, which is not in 2020/21
    continuing                          | L16     | 0   | goes on                 | no: its CompStatus is not 1
    continuing                          | L12     | 0   | goes on                 | no: it has ended, 31 March 2021
    continuing                          | L29     | 0   | goes on                 | no: it began after 31 July 2021
    continuing                          | L23     | 0   | goes on                 | yes: CompStatus 1, and no end
    retention_rate_16_to_18             | L18     | 0   | retained                | retained: completed
    retention_rate_16_to_18             | L19     | 0   | retained                | not retained: withdrawn
    retention_rate_16_to_18             | L22     | 0   | retained                | left out: on a planned break
    retention_rate_16_to_18             | L23     | 0   | retained                | left out: it goes on past its planned end
    retention_rate_16_to_18             | L23     | 0   | end of study            | 2020/21: planned end 30 June 2021 (2020/21)
    retention_rate_16_to_18             | L26     | 0   | end of study            | 2019/20: the later of planned end 30 June 2020 (2019/20) and actual end 30 June 2020 (2019/20); that is not 2020/21
    retention_rate_16_to_18             | L01     | 0   | core aim                | no: funding model 35, and study programmes have 25
    retention_rate_16_to_18             | L18     | 0   | core aim                | yes: aim type 5 of funding model 25
    returned_and_retained_rate_16_to_18 | L18     | 0   | level 3                 | yes: level 3
    returned_and_retained_rate_16_to_18 | L18     | 0   | returned                | returned: study began in 2019/20, and the core aim was completed in 2020/21
    returned_and_retained_rate_16_to_18 | L19     | 0   | returned                | not counted: not retained
    returned_and_retained_rate_16_to_18 | L24     | 0   | returned                | not returned: study began in 2020/21, and the core aim was completed in 2020/21
    retained_and_assessed_rate_16_to_18 | L18     | 0   | assessed                | assessed: outcome 1, of 1, 2, 3 that count
    retained_and_assessed_rate_16_to_18 | L19     | 0   | assessed                | not counted: not retained
    funding_retention_rate_16_to_19     | L23     | 0   | retention factor        | 1: continuing, completed or on a planned break
    funding_retention_rate_16_to_19     | L20     | 0   | retention factor        | 1: in the first of two years, withdrawn on or after the marker, 25 June 2021
    funding_retention_rate_16_to_19     | L21     | 0   | retention factor        | 1: withdrawn for reason 2, which keeps the factor
    funding_retention_rate_16_to_19     | L27     | 0   | retention factor        | a half: withdrawn 5 March 2021 for reason 97, from a programme of 9 planned months
    funding_retention_rate_16_to_19     | L26     | 0   | start of the year       | no: none of its planned days lies in 2020/21
    funding_retention_rate_16_to_19     | L24     | 0   | start of the year       | no: no hours and 11 days of the year are planned, too few ever to be a start
    funding_retention_rate_16_to_19     | L25     | 0   | start of the year       | no: did not stay for 42 days of the year, with no hours and 297 days of the year planned
    funding_retention_rate_16_to_19     | L27     | 0   | start of the year       | yes: stayed for 42 days of the year, with no hours and 297 days of the year planned
"""  # noqa: E501  # a record is a line


@pytest.mark.parametrize("measure", dict.fromkeys(row["measure"] for row in text_tables.rows(STEPS)))
def test_what_each_step_says(measure: str, engine: object) -> None:
    """All learners of a measure are traced together, and one alone is told the same."""
    rows = [row for row in text_tables.rows(STEPS) if row["measure"] == measure]
    learners = [(row["learner"] or "", 10000001) for row in rows]
    with Tracing(engine, Query.ask(measure, year="2020/21")) as tracing:
        traces = tracing.of_each(learners)
        assert tracing.of(*learners[-1]) == traces[-1]
    said = [said_of(trace, int(row["aim"] or 0)) if trace else {} for trace, row in zip(traces, rows, strict=True)]
    wrong = [
        f"{row['learner']} {row['step']}: {steps.get(str(row['step']))!r}, not {row['says']!r}"
        for row, steps in zip(rows, said, strict=True)
        if steps.get(str(row["step"])) != row["says"]
    ]
    assert not wrong, "\n".join(wrong)


def test_an_aim_of_a_year_without_dates_says_so() -> None:
    """Such a record would not pass the rules; the words must not break on it."""
    text = "LearnRefNumber | CompStatus | AimType | FundModel | LearnStartDate\nL1 | 2 | 4 | 35 | 2020-09-01"
    bare = returns("LearnRefNumber | ULN\nL1 | 1000000001", text)
    found = judged(bare, "achievement_rate", "L1")
    assert found["hybrid end year"] == "not known: none of its ends is known; that is not 2020/21"
    assert "without an end" in found["record"]
    said = alder.trace(bare, "achievement_rate", learner="L1").text()
    assert "no aim reference, begun 1 September 2020" in said


def test_a_withdrawal_that_achieved_is_not_shielded_and_says_so() -> None:
    text = """
        LearnRefNumber | CompStatus | Outcome | LearnStartDate | LearnPlanEndDate | LearnActEndDate
        L1             | 3          | 1       | 2020-09-01     | 2021-06-30       | 2020-09-10
    """
    engine = returns("LearnRefNumber | ULN\nL1 | 1000000001", text, AimType=4, FundModel=35)
    assert (
        judged(engine, "achievement_rate", "L1")["left out"]
        == "not left out: stayed 10 days of 303 planned, but achieved"
    )


def test_programme_aims_may_be_left_out_of_education_and_training() -> None:
    text = "LearnRefNumber | CompStatus | AimType | FundModel | LearnStartDate\nL1 | 2 | 1 | 35 | 2020-09-01"
    engine = returns("LearnRefNumber | ULN\nL1 | 1000000001", text)
    found = alder.trace(engine, "achievement_rate", learner="L1", not_education_and_training="programme_aims")
    said = dict(found.aims[0].verdicts[1].steps)
    assert said["scope"] == "not in scope: it stands for a whole programme (aim type 1)"
    assert "not_education_and_training = programme_aims" in found.text()


def test_settings_that_change_a_step_are_seen_in_it(engine: object) -> None:
    shielded = judged(engine, "achievement_rate", "L07", restart_shield="yes")["left out"]
    assert shielded == "left out: stayed 14 days of 297 planned, inside the qualifying period"
    counted = judged(engine, "learners_participating", "L06", early_leavers="counted")
    assert counted["qualifying period"].endswith("(early leavers are counted here)")
    assert counted["counted"] == "learners"
    moved = judged(engine, "starts", "L03", aim=1, transfers="left_out")
    assert moved["left out"] == "left out: a transfer from another aim of the provider"
    planned = judged(engine, "retention_rate_16_to_18", "L18", end_of_study="planned_end")
    assert planned["end of study"] == "2020/21: planned end 30 June 2021 (2020/21)"
    none = judged(engine, "retained_and_assessed_rate_16_to_18", "L18", assessed_outcomes="")
    assert none["assessed"] == "not assessed: outcome 1, of none that count"


def test_a_student_who_overran_a_plan_of_many_hours_is_a_start_in_the_figure_and_in_the_trace() -> None:
    text = """
        LearnRefNumber | LearnStartDate | LearnPlanEndDate | LearnActEndDate | CompStatus
        overran        | 2019-09-02     | 2020-06-30       | 2021-02-01      | 2
    """
    learners = "LearnRefNumber | ULN | PlanLearnHours\noverran | 1000000001 | 540"
    engine = returns(learners, text, LearnAimRef="60000001", AimType=5, FundModel=25)
    found = judged(engine, "funding_retention_rate_16_to_19", "overran")
    says = "yes: stayed for 42 days of the year, with 540 hours and 0 days of the year planned"
    assert (found["start of the year"], found["counted"]) == (says, "starts, whole")


def test_a_part_of_a_study_programme_is_no_core_aim(engine: object) -> None:
    found = {judged(engine, "retention_rate_16_to_18", "L26", aim)["core aim"] for aim in (0, 1)}
    assert found == {"yes: aim type 5 of funding model 25", "no: aim type 4, and a core aim has 5"}


@pytest.mark.parametrize(
    ("aim", "says"),
    [("60000002", "no: level 2"), ("60000009", "left out: the list of aims (LARS) does not tell its level")],
)
def test_the_level_of_a_core_aim_is_that_of_the_list(aim: str, says: str) -> None:
    text = "LearnRefNumber | LearnStartDate | LearnPlanEndDate\nL1 | 2019-09-02 | 2021-06-30"
    engine = returns("LearnRefNumber | ULN\nL1 | 1000000001", text, LearnAimRef=aim, AimType=5, FundModel=25)
    engine.add("lars_aim", text_tables.arrow(LISTED, tables()["lars_aim"].schema))
    assert judged(engine, "returned_and_retained_rate_16_to_18", "L1")["level 3"] == says


def test_a_learner_is_shown_at_every_provider_and_counted_once(engine: object) -> None:
    found = alder.trace(engine, "learners_participating", learner="L30", ukprn="10000001", year="2020/21")
    assert [a.read_from.ukprn for a in found.aims] == [10000001, 10000002]
    assert found.counts(None) == {"learners": 1}
    assert "learners 1; a learner is counted once" in found.text()
    assert {r.ukprn for r in found.returns} == {10000001, 10000002}


def test_the_same_aim_in_several_years_is_one_and_says_where_it_was_read() -> None:
    text = """
        year    | LearnRefNumber | LearnStartDate | LearnPlanEndDate | LearnActEndDate | CompStatus | Outcome
        2019/20 | L1             | 2019-09-07     | 2021-06-30       |                 | 1          |
        2020/21 | L1             | 2019-09-07     | 2021-06-30       | 2021-06-30      | 2          | 1
    """
    learners = "year | LearnRefNumber | ULN\n2019/20 | L1 | 1000000001\n2020/21 | L1 | 1000000001"
    engine = returns(learners, text, LearnAimRef="60000001", AimType=4, FundModel=35)
    found = alder.trace(engine, "achievement_rate", learner="L1")
    assert len(found.aims) == 1
    assert found.year.label == "2020/21", "the latest year that is held"
    assert found.aims[0].place.startswith("ILR 2020/21 R14")
    assert found.aims[0].place.endswith("in the returns of 2019/20 to 2020/21")


def test_as_json_it_holds_the_same(engine: object) -> None:
    found = alder.trace(
        engine, "achievement_rate", learner="L12", ukprn=10000001, year="2020/21", day_count="exclusive"
    )
    told = found.as_object()
    assert told["set"] == {"day_count": "exclusive"}
    assert [a["reference"] for a in told["aims"]] == ["60000001", "60000001"]
    assert told["aims"][0]["judged"][0]["left_out"] == "awaiting assessment"
    assert told["counts"] == {
        "apprenticeships": {"leavers": 0, "achievers": 0},
        "education_and_training": {"leavers": 0, "achievers": 0},
    }
    assert {s["evidence"] for s in told["steps"]} == {"B", "S"}
    assert alder.trace(engine, "continuing", learner="L12", ukprn=10000001).as_object()["counts"] == {
        "all": {"learners": 0}
    }


def test_a_trace_shows_nothing_of_itself_and_cannot_be_kept(engine: object) -> None:
    found = alder.trace(engine, "starts", learner="L02", year="2020/21")
    for shown in (repr(found), repr(found.aims), repr(found.aims[0].verdicts)):
        assert "2020-09-07" not in shown
        assert "7 September" not in shown
    assert str(found) == found.text()
    with pytest.raises(NotProtected, match="is not kept"):
        pickle.dumps(found)


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        ({"learner": "ZZTOP"}, "no learner of that reference has an aim in the returns that starts of 2020/21 reads"),
        ({"learner": "L01"}, "several providers have a learner of that reference"),
        ({"learner": "L01", "ukprn": 10000009}, "no return of provider 10000009 is among those that starts"),
        ({"learner": "L01", "ukprn": "Northfield"}, "that is no UKPRN"),
        ({"learner": "L02", "ukprn": 10000002}, "no learner of that reference has an aim in the returns"),
    ],
)  # fmt: skip
def test_a_learner_that_is_not_found_is_said_without_the_reference(
    asked: dict[str, object], what: str, engine: object
) -> None:
    with pytest.raises((NoFigures, UsageError)) as refused:
        alder.trace(engine, "starts", year="2020/21", **asked)  # type: ignore[arg-type]
    assert str(refused.value).startswith(what)
    assert str(asked["learner"]) not in str(refused.value)


def test_without_any_return_there_is_no_year_to_ask_about() -> None:
    with pytest.raises(NoFigures, match="no return is held"):
        alder.trace(returns("LearnRefNumber", "LearnRefNumber"), "starts", learner="L01")


def test_a_measure_without_steps_names_those_that_have_them(engine: object) -> None:
    with pytest.raises(UsageError, match="has no steps that could be traced") as refused:
        alder.trace(engine, "graduate_earnings", learner="L01")
    assert "achievement_rate" in str(refused.value)


def test_every_measure_of_aims_has_steps() -> None:
    assert {m.name for m in measures if not m.criteria and not m.extract} == set()


FOLLOWED = """
    year    | LearnRefNumber | LearnStartDate | LearnPlanEndDate | LearnActEndDate | CompStatus | WithdrawReason
    2020/21 | stayed         | 2020-09-07     | 2021-06-30       | 2021-06-30      | 2          |
    2020/21 | left           | 2020-09-07     | 2021-06-30       | 2020-11-06      | 3          | 3
    2020/21 | paused         | 2020-09-07     | 2021-06-30       | 2020-11-06      | 6          |
    2020/21 | going on       | 2020-09-07     | 2022-06-30       |                 | 1          |
    2020/21 | restarted      | 2020-09-07     | 2021-06-30       |                 | 1          |
    2020/21 | early          | 2020-07-31     | 2021-06-30       |                 | 1          |
"""
RESTARTED = """
    year    | aim | LearnDelFAMType | LearnDelFAMCode
    2020/21 | 5   | RES             | 1
"""


@pytest.mark.parametrize(
    ("learner", "step", "words", "counts"),
    [
        ("stayed", "how long it stayed", "completed, which is there on any day: retained on days 0, 30 and 90", "yes"),
        ("left", "how long it stayed", "withdrawn, last in learning 6 November 2020, 60 days after the start: "
         "retained on days 0 and 30, not on day 90", "no"),
        ("paused", "how long it stayed", "on a planned break, which counts as learning: retained on days 0, 30 and 90",
         "yes"),
        ("going on", "how far it is seen", "seen to 31 July 2021, 327 days after the start: followed to days 0, 30 and "
         "90, not to day 400", "not followed"),
        ("restarted", "left out", "left out: a restart, which is the same learning as before the break", "left out"),
        ("early", "begun in the year", "no: begun 31 July 2020, which is not in 2020/21", "not in the year"),
    ],
)  # fmt: skip
def test_retention_from_the_start_says_how_far_an_aim_is_seen_and_how_long_it_stayed(
    learner: str, step: str, words: str, counts: str
) -> None:
    names = ("stayed", "left", "paused", "going on", "restarted", "early")
    ulns = "year | LearnRefNumber | ULN\n" + "".join(f"2020/21 | {n} | 100000000{i}\n" for i, n in enumerate(names))
    engine = returns(ulns, FOLLOWED, RESTARTED, LearnAimRef="60000001", AimType=4, FundModel=35)
    days = "30,90,400" if counts == "not followed" else "30,90"
    found = alder.trace(engine, "retention_curve", learner=learner, year="2020/21", days=days)
    verdict = next(v for v in found.aims[0].verdicts if str(v.scope) == "education_and_training")
    assert dict(verdict.steps)[step] == words
    assert verdict.steps[-1][0] == (step if counts in ("left out", "not in the year") else "on the last day")
    assert verdict.counts == {
        "followed": counts in ("yes", "no"),
        "retained": counts == "yes",
        "not_followed": counts == "not followed",
    }
    assert verdict.left_out == ("restart" if counts == "left out" else None)


AFTERWARDS = """
    year    | LearnRefNumber | LearnAimRef | LearnStartDate | LearnPlanEndDate | LearnActEndDate | CompStatus | Outcome
    2019/20 | higher         | 60000002    | 2019-09-07     | 2020-06-30       | 2020-06-30      | 2          | 1
    2020/21 | higher         | 60000001    | 2020-09-07     | 2021-06-30       |                 | 1          |
    2019/20 | alike          | 60000001    | 2019-09-07     | 2020-06-30       | 2020-06-30      | 2          | 1
    2020/21 | alike          | 60000002    | 2020-09-07     | 2021-06-30       | 2021-06-30      | 2          | 1
    2019/20 | short          | 60000002    | 2019-09-07     | 2020-06-30       | 2020-06-30      | 2          | 1
    2020/21 | short          | 60000001    | 2020-09-07     | 2021-06-30       | 2020-12-10      | 3          | 3
    2019/20 | nothing        | 60000002    | 2019-09-07     | 2020-06-30       | 2020-06-30      | 2          | 1
    2019/20 | failed         | 60000002    | 2019-09-07     | 2020-06-30       | 2020-06-30      | 2          | 3
    2019/20 | unlisted       | 60000009    | 2019-09-07     | 2020-06-30       | 2020-06-30      | 2          | 1
"""

STEPS_AFTERWARDS = """
    measure                          | learner  | step                       | says
    progression_rate                 | higher   | learning in the year after | yes: 11 months at level 3 in 2020/21, of 6 that are needed
    progression_rate                 | alike    | learning in the year after | yes: 10 months at level 2 in 2020/21, of 6 that are needed
    progression_rate                 | short    | learning in the year after | no: 4 months at level 3 in 2020/21, and 6 months at one level are needed
    progression_rate                 | nothing  | learning in the year after | no: nothing was learned in 2020/21, as far as returns are held
    progression_rate                 | failed   | achieved in the year       | no: only an aim that is completed (CompStatus 2) with outcome 1 is
    progression_to_higher_level_rate | higher   | level achieved             | level 2; the highest that the learner achieved in the year is level 2
    progression_to_higher_level_rate | higher   | learning in the year after | yes: 11 months at level 3 in 2020/21, of 6 that are needed
    progression_to_higher_level_rate | alike    | learning in the year after | no: 10 months at level 2 in 2020/21, none of it sustained above level 3
    progression_to_higher_level_rate | unlisted | level achieved             | left out: of nothing that the learner achieved in the year is the level known
"""  # noqa: E501  # a record is a line


@pytest.fixture(scope="module", name="two_years")
def _two_years() -> object:
    names = dict.fromkeys(row["LearnRefNumber"] for row in text_tables.rows(AFTERWARDS))
    learners = [
        f"{year} | {name} | {1000000000 + n}" for year in ("2019/20", "2020/21") for n, name in enumerate(names)
    ]
    head = "year | LearnRefNumber | ULN"
    engine = returns("\n".join([head, *learners]), AFTERWARDS, AimType=4, FundModel=35)
    engine.add("lars_aim", text_tables.arrow(LISTED, tables()["lars_aim"].schema))
    return engine


@pytest.mark.parametrize("measure", ["progression_rate", "progression_to_higher_level_rate"])
def test_what_each_step_of_progression_says(measure: str, two_years: object) -> None:
    rows = [row for row in text_tables.rows(STEPS_AFTERWARDS) if row["measure"] == measure]
    with Tracing(two_years, Query.ask(measure, year="2019/20")) as tracing:
        traces = tracing.of_each([(row["learner"] or "", 10000001) for row in rows])
    assert [dict(t.aims[0].verdicts[0].steps)[row["step"]] for t, row in zip(traces, rows, strict=True) if t] == [
        row["says"] for row in rows
    ]


@pytest.mark.parametrize("measure", ["progression_rate", "progression_to_higher_level_rate"])
def test_traces_of_progression_add_up_to_the_measure(measure: str, two_years: object) -> None:
    query = Query.ask(measure, year="2019/20")
    counts = alder.tabulate(two_years, query)
    found = dict.fromkeys((c.id for c in counts.counts), 0)
    with Tracing(two_years, query) as tracing:
        names = dict.fromkeys(row["LearnRefNumber"] or "" for row in text_tables.rows(AFTERWARDS))
        for trace in tracing.of_each([(name, 10000001) for name in names]):
            assert trace is not None
            for id, n in trace.counts(None).items():
                found[id] += n
    assert found == {c.id: counts.value(c.id) for c in counts.counts}
    assert found["progressed"] == {"progression_rate": 2, "progression_to_higher_level_rate": 1}[measure]


DESTINATIONS = """
    learner | says
    works   | employment, of several the one that began first: study or paid work
    lost    | not known: no outcome is recorded, or one that says so
"""


@pytest.mark.parametrize("row", text_tables.rows(DESTINATIONS), ids=lambda r: r["learner"])
def test_what_a_recorded_destination_says(row: dict[str, str]) -> None:
    aims = """
        LearnRefNumber | LearnStartDate | LearnPlanEndDate | LearnActEndDate | CompStatus
        works          | 2020-09-07     | 2021-06-30       | 2021-06-30      | 2
        lost           | 2020-09-07     | 2021-06-30       | 2021-06-30      | 2
        goes on        | 2020-09-07     | 2021-06-30       | 2021-06-30      | 2
        goes on        | 2020-09-07     | 2022-06-30       |                 | 1
    """
    learners = "LearnRefNumber | ULN\nworks | 1000000001\nlost | 1000000002\ngoes on | 1000000003"
    engine = returns(learners, aims, AimType=4, FundModel=35)
    submission = engine.run_sql("SELECT min(submission) AS s FROM learner").to_pylist()[0]["s"]
    engine.add(
        "learner_destination_and_progression",
        text_tables.arrow(
            f"submission | destination | LearnRefNumber\n{submission} | 1 | works",
            pa.schema([("submission", pa.int64()), ("destination", pa.int64()), ("LearnRefNumber", pa.string())]),
        ),
    )
    engine.add(
        "dp_outcome",
        text_tables.arrow(
            f"submission | destination | OutType | OutCode | OutStartDate\n{submission} | 1 | EMP | 1 | 2021-09-01",
            pa.schema(
                [
                    ("submission", pa.int64()),
                    ("destination", pa.int64()),
                    ("OutType", pa.string()),
                    ("OutCode", pa.int32()),
                    ("OutStartDate", pa.date32()),
                ]
            ),
        ),
    )
    assert judged(engine, "recorded_destinations", row["learner"], ukprn=None)["destination"] == row["says"]
    still = [judged(engine, "recorded_destinations", who, ukprn=None)["still learning"] for who in ("goes on", "lost")]
    assert still == ["not a leaver: another aim of the learner goes on", "a leaver: no other aim goes on"]
    whoever = judged(engine, "recorded_destinations", "goes on", ukprn=None, still_learning="counted")
    assert whoever["still learning"] == "a leaver, whatever else goes on"
