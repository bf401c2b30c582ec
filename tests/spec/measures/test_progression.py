"""Progression: what achievers of a year learned in the year after, in the returns of both."""

from datetime import date

import pyarrow as pa
import pytest
from tests.support import text_tables
from tests.support.aim_tables import returns

import alder
from alder.engine.duckdb import DuckDB
from alder.errors import NoFigures
from alder.measures.definitions.progression import months_in_learning
from alder.model import expr

LEARNERS = """
    year    | return | LearnRefNumber | ULN        | Sex
    2019/20 | R14    | A              | 1000000001 | F
    2019/20 | R14    | B              | 1000000002 | F
    2019/20 | R14    | C              | 1000000003 | M
    2019/20 | R14    | D              | 1000000004 | M
    2020/21 | R14    | A              | 1000000001 | F
    2020/21 | R14    | B              | 1000000002 | F
    2020/21 | R14    | C              | 1000000003 | M
"""

AIMS = """
    year    | return | LearnRefNumber | ProgType | LearnStartDate | LearnActEndDate | CompStatus | Outcome
    2019/20 | R14    | A              | 3        | 2018-09-01     | 2020-06-30      | 2          | 1
    2019/20 | R14    | B              | 2        | 2018-09-01     | 2020-06-30      | 2          | 1
    2019/20 | R14    | C              | 3        | 2018-09-01     | 2020-06-30      | 2          | 1
    2019/20 | R14    | D              | 3        | 2018-09-01     | 2020-06-30      | 3          | 3
    2020/21 | R14    | A              | 2        | 2020-09-01     |                 | 1          |
    2020/21 | R14    | B              | 3        | 2020-09-01     |                 | 1          |
    2020/21 | R14    | C              | 2        | 2020-09-01     | 2021-01-31      | 3          | 3
"""
PROGRAMME = {"AimType": 1, "FundModel": 36, "FworkCode": 1, "LearnPlanEndDate": date(2022, 6, 30)}


def followed(measure: str, aims: str = AIMS, year: str = "2019/20", **options: object) -> dict[str, int]:
    found = alder.tabulate(returns(LEARNERS, aims, **PROGRAMME), measure, year=year, **options)
    return {k: v for k, v in found.cells.to_pylist()[0].items() if isinstance(v, int)} | dict(found.excluded)


def test_who_learns_for_six_months_of_the_year_after_has_gone_on() -> None:
    assert followed("progression_rate") == {"learners": 3, "progressed": 2}
    assert followed("progression_rate", sustained_months=5) == {"learners": 3, "progressed": 3}


def test_both_rates_together_are_as_each_alone() -> None:
    asked = [
        alder.Query.ask(m, by="sex", year="2019/20") for m in ("progression_rate", "progression_to_higher_level_rate")
    ]
    together = alder.tabulate_all(returns(LEARNERS, AIMS, **PROGRAMME), asked)
    alone = [alder.tabulate(returns(LEARNERS, AIMS, **PROGRAMME), query) for query in asked]
    assert [c.cells for c in together] == [c.cells for c in alone]
    assert [c.matched for c in together] == [c.matched for c in alone]


def test_only_a_level_above_the_highest_achieved_is_higher() -> None:
    assert followed("progression_to_higher_level_rate") == {"learners": 3, "progressed": 1}


def test_learners_of_whom_no_level_is_known_are_left_out_and_said() -> None:
    text = AIMS.replace("| A              | 3  ", "| A              | 25 ")
    assert followed("progression_to_higher_level_rate", text) == {
        "learners": 2,
        "progressed": 0,
        "level not known": 1,
    }


def test_an_aim_that_the_next_return_no_longer_holds_is_not_learning_there() -> None:
    gone = """
    2019/20 | R14    | A              | 2        | 2019-09-01     |                 | 1          |
    """
    rows = [line for line in AIMS.strip().splitlines() if not ("2020/21" in line and "| A " in line)]
    text = "\n".join([*rows, gone.strip()])
    assert followed("progression_rate", text) == {"learners": 3, "progressed": 1}


def test_without_a_return_of_the_year_after_there_are_no_figures() -> None:
    with pytest.raises(NoFigures, match="follows learners into 2021/22, of which no return is held"):
        followed("progression_rate", year="2020/21")


def test_over_years_of_which_the_last_has_no_year_after_the_others_are_answered() -> None:
    engine = returns(LEARNERS, AIMS, **PROGRAMME)
    found = alder.tabulate(engine, "progression_rate", years="2019/20..2020/21")
    alone = alder.tabulate(returns(LEARNERS, AIMS, **PROGRAMME), "progression_rate", year="2019/20")
    assert found.value("progressed", time_period="2019/20") == alone.value("progressed")
    assert [(p.year.label, p.missing) for p in found.periods] == [("2019/20", False), ("2020/21", True)]
    assert found.notes[0] == "No figures for 2020/21: learners are followed into 2021/22, of which no return is held."


def test_over_years_none_of_which_has_a_year_after_there_are_no_figures() -> None:
    with pytest.raises(NoFigures, match="of 2020/21, learners are followed into 2021/22"):
        alder.tabulate(returns(LEARNERS, AIMS, **PROGRAMME), "progression_rate", years="2020/21..2021/22")


@pytest.mark.parametrize(("number", "answered"), [("R05", False), ("R06", True), ("R13", True), ("R14", True)])
def test_a_return_of_the_year_after_must_tell_of_as_many_months_as_make_learning_sustained(
    number: str, answered: bool
) -> None:
    learners, aims = (text.replace("2020/21 | R14", f"2020/21 | {number}") for text in (LEARNERS, AIMS))
    engine = returns(learners, aims, **PROGRAMME)
    if not answered:
        with pytest.raises(NoFigures, match="of which no return is held that tells of 6 months"):
            alder.tabulate(engine, "progression_rate", year="2019/20")
        return
    found = alder.tabulate(engine, "progression_rate", year="2019/20")
    assert found.provisional == (number != "R14")


def test_the_answer_says_into_which_year_it_looked_and_what_it_cannot_see() -> None:
    found = alder.tabulate(returns(LEARNERS, AIMS, **PROGRAMME), "progression_rate", year="2019/20")
    assert found.coverage == "1 provider, ILR 2019/20 R14, followed into 2020/21"
    assert found.sources == ("ILR 2019/20 R14", "ILR 2020/21")
    assert any("at a university" in note for note in found.notes)


MONTHS = """
    start      | end        | missing from a later return | months of 2023/24
    2023-08-31 | 2023-08-31 | no                          | 08
    2023-07-31 | 2023-08-01 | no                          | 08
    2022-01-01 | 2023-07-31 | no                          |
    2024-01-31 | 2024-02-29 | no                          | 01 02
    2024-07-31 |            | no                          | 07
    2024-08-01 |            | no                          |
    2019-09-01 | 2026-09-01 | no                          | 08 09 10 11 12 01 02 03 04 05 06 07
    2019-09-01 |            | yes                         |
"""


def test_the_months_of_learning_are_those_with_a_day_of_it() -> None:
    said = text_tables.rows(MONTHS)
    aims = pa.table(
        {
            "LearnStartDate": pa.array([date.fromisoformat(r["start"]) for r in said]),
            "LearnActEndDate": pa.array([date.fromisoformat(r["end"]) if r.get("end") else None for r in said]),
            "last_reported": pa.array([2022 if r["missing from a later return"] == "yes" else None for r in said]),
        },
        schema=pa.schema(
            [("LearnStartDate", pa.date32()), ("LearnActEndDate", pa.date32()), ("last_reported", pa.int32())]
        ),
    )
    with DuckDB() as engine:
        engine.add("aims", aims)
        t = expr.table("aims", aims.schema)
        bits = engine.run(lambda: t.select(bits=months_in_learning(t, 2023)))["bits"].to_pylist()
    names = [f"{(n + 7) % 12 + 1:02}" for n in range(12)]
    found = [" ".join(name for n, name in enumerate(names) if b >> n & 1) for b in bits]
    assert found == [r.get("months of 2023/24") or "" for r in said]


def test_learning_elsewhere_than_in_returns_is_not_asked_of_them() -> None:
    with pytest.raises(NoFigures, match="needs learner records linked to student records"):
        alder.tabulate(returns(LEARNERS, AIMS), "progression_to_higher_education_rate", year="2019/20")
