"""Providers that merge or stop returning, and learners whose references change: what becomes of their aims."""

from datetime import date

import pyarrow as pa
import pytest
from tests.support.aim_tables import APPRENTICE, outcomes, returns

import alder
from alder.engine.duckdb import DuckDB
from alder.model.statistic import Counts

A, B, C = 10000001, 10000002, 10000003
PROGRAMME = {**APPRENTICE, "LearnPlanEndDate": date(2021, 6, 30)}

LEARNERS = f"""
    year    | return | ukprn | LearnRefNumber | ULN        | PrevLearnRefNumber | PrevUKPRN
    2019/20 | R14    | {A}   | a1             | 1000000001 |                    |
    2019/20 | R14    | {A}   | a2             | 1000000002 |                    |
    2019/20 | R14    | {A}   | a3             |            |                    |
    2020/21 | R14    | {B}   | b1             | 1000000001 |                    |
    2020/21 | R14    | {B}   | b3             |            | a3                 | {A}
    2020/21 | R14    | {B}   | b4             | 1000000004 |                    |
"""
AIMS = f"""
    year    | return | ukprn | LearnRefNumber | LearnStartDate | LearnActEndDate | CompStatus | Outcome
    2019/20 | R14    | {A}   | a1             | 2019-09-02     |                 | 1          |
    2019/20 | R14    | {A}   | a2             | 2019-09-02     |                 | 1          |
    2019/20 | R14    | {A}   | a3             | 2019-09-02     |                 | 1          |
    2020/21 | R14    | {B}   | b1             | 2019-09-02     | 2021-06-30      | 2          | 1
    2020/21 | R14    | {B}   | b3             | 2019-09-02     | 2021-06-30      | 2          | 1
    2020/21 | R14    | {B}   | b4             | 2020-09-01     | 2021-06-30      | 2          | 1
"""


def successors(engine: DuckDB, *rows: tuple[int, int, date]) -> DuckDB:
    columns = list(zip(*rows, strict=True))
    schema = pa.schema([("ukprn", pa.int32()), ("successor", pa.int32()), ("date", pa.date32())])
    engine.add(
        "provider_successor", pa.table([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema)
    )
    return engine


def rate(engine: DuckDB, measure: str = "achievement_rate", year: str = "2020/21", **asked: object) -> Counts:
    return alder.tabulate(engine, measure, year=year, scope="apprenticeships", **asked)  # type: ignore[arg-type]


def test_a_withdrawal_in_a_merger_is_left_out_unless_set_otherwise() -> None:
    text = "aim | WithdrawReason\nin a merger | 47\nfor another reason | 3"
    ended = {"LearnStartDate": date(2022, 9, 1), "LearnActEndDate": date(2023, 9, 30), "CompStatus": 3, "Outcome": 3}
    same = {**APPRENTICE, **ended, "LearnPlanEndDate": date(2024, 1, 31)}
    assert outcomes(text, year="2023/24", **same) == {
        "in a merger": "excluded: merger",
        "for another reason": "withdrawn",
    }
    assert outcomes(text, year="2023/24", mergers="withdrawn", **same)["in a merger"] == "withdrawn"


def test_aims_of_a_provider_that_stopped_returning_are_not_known_until_the_year_is_declared_complete() -> None:
    engine = returns(LEARNERS, AIMS, **PROGRAMME)
    found = rate(engine)
    assert (found.value("leavers"), found.value("achievers")) == (3, 3)
    assert found.excluded == {"not known": 3}
    assert any("1 provider of which earlier returns were read made none of 2020/21" in note for note in found.notes)
    declared = rate(engine, years_complete="2020/21")
    assert (declared.value("leavers"), declared.value("achievers")) == (6, 3)
    assert declared.excluded == {}
    assert not any("earlier returns were read made none" in note for note in declared.notes)
    assert rate(engine, years_complete="2019").value("leavers") == 3, "another year says nothing"


def test_a_break_of_a_provider_that_stopped_is_overdue_in_a_complete_year_alone() -> None:
    aims = AIMS.replace("2019-09-02     |                 | 1 ", "2019-09-02     | 2020-03-02      | 6 ")
    aims = aims.replace("2020/21", "2021/22").replace("2021-06-30", "2022-06-30")
    learners = LEARNERS.replace("2020/21", "2021/22")
    engine = returns(learners, aims, **{**PROGRAMME, "LearnPlanEndDate": date(2021, 6, 30)})
    assert rate(engine, year="2021/22").excluded == {"not known": 3}
    assert rate(engine, year="2021/22", years_complete="2020,2021").value("leavers") == 6
    gap = rate(engine, year="2021/22", years_complete="2021")
    assert gap.excluded == {"not known": 3}, "the year between is not declared complete"


def test_a_provider_that_merged_is_counted_with_its_successor_and_its_aims_are_followed_there() -> None:
    engine = successors(returns(LEARNERS, AIMS, **PROGRAMME), (A, B, date(2020, 8, 1)))
    found = rate(engine, by="provider")
    assert (found.value("leavers"), found.value("achievers")) == (4, 3), "one of A's learners is gone: withdrawn"
    assert [c.code for c in found.filters[0].categories] == [str(B)]
    assert found.excluded == {}
    assert any("1 provider that merged by the end of 2020/21" in note for note in found.notes)
    assert "successors of providers (edition not named)" in found.sources


@pytest.mark.parametrize(
    ("why", "rows", "leavers"),
    [
        ("a merger after the year", [(A, B, date(2021, 8, 1))], 3),
        ("a line of mergers", [(A, C, date(2020, 1, 1)), (C, B, date(2020, 8, 1))], 4),
        ("a ring of providers leads nowhere", [(A, C, date(2020, 1, 1)), (C, A, date(2020, 8, 1))], 3),
    ],
)
def test_a_successor_counts_from_the_year_of_the_merger_on(
    why: str, rows: list[tuple[int, int, date]], leavers: int
) -> None:
    assert rate(successors(returns(LEARNERS, AIMS, **PROGRAMME), *rows)).value("leavers") == leavers, why


def test_a_learner_without_a_uln_is_found_by_the_reference_before() -> None:
    text = f"""
        year    | return | ukprn | LearnRefNumber | ULN | PrevLearnRefNumber
        2018/19 | R14    | {A}   | x              |     |
        2019/20 | R14    | {A}   | y              |     | x
        2020/21 | R14    | {A}   | y              |     |
        2020/21 | R14    | {A}   | other          |     |
    """
    aims = f"""
        year    | return | ukprn | LearnRefNumber | LearnStartDate | LearnActEndDate | CompStatus | Outcome
        2018/19 | R14    | {A}   | x              | 2018-09-03     |                 | 1          |
        2019/20 | R14    | {A}   | y              | 2018-09-03     |                 | 1          |
        2020/21 | R14    | {A}   | y              | 2018-09-03     | 2021-06-30      | 2          | 1
        2020/21 | R14    | {A}   | other          | 2020-09-03     | 2021-06-30      | 2          | 1
    """
    found = rate(returns(text, aims, **PROGRAMME))
    assert (found.value("leavers"), found.value("achievers")) == (2, 2)
    never = rate(returns(text.replace("| x\n", "|\n"), aims, **PROGRAMME))
    assert never.value("leavers") == 3, "without the reference before, the aim of x is one more that nobody finished"


def test_an_aim_planned_to_end_at_a_provider_that_stopped_is_in_no_timely_rate() -> None:
    frameworks = {**PROGRAMME, "ProgType": 3, "StdCode": None, "FworkCode": 490}
    found = rate(returns(LEARNERS, AIMS, **frameworks), "timely_achievement_rate")
    assert (found.value("timely_cohort"), found.excluded) == (3, {"not known": 3})
