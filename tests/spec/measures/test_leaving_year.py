"""In which year an aim counts."""

from datetime import date

from tests.support.aim_tables import APPRENTICE, CLASSROOM, aims, outcomes

from alder.engine.duckdb import DuckDB
from alder.measures.definitions.leaver_rates import could_count
from alder.model import expr


def test_an_early_finisher_sits_in_the_planned_year() -> None:
    text = """
        aim            | LearnPlanEndDate | LearnActEndDate | AchDate    | CompStatus | Outcome
        early achiever | 2024-09-30       | 2023-11-10      | 2023-12-01 | 2          | 1
        early leaver   | 2024-09-30       | 2023-11-10      |            | 3          | 3
    """
    same = {**APPRENTICE, "LearnStartDate": date(2022, 9, 1)}
    assert outcomes(text, year="2023/24", **same) == {
        "early achiever": "leaver in 2024/25",
        "early leaver": "leaver in 2024/25",
    }
    assert outcomes(text, year="2024/25", **same) == {"early achiever": "achiever", "early leaver": "withdrawn"}


def test_a_late_finisher_sits_in_the_year_of_the_actual_end() -> None:
    found = outcomes(
        """
        aim            | LearnPlanEndDate | LearnActEndDate | CompStatus | Outcome
        last day       | 2023-05-31       | 2024-07-31      | 2          | 1
        day after      | 2023-05-31       | 2024-08-01      | 2          | 1
        """,
        year="2023/24",
        scope="education_and_training",
        LearnStartDate=date(2022, 9, 1),
        **CLASSROOM,
    )
    assert found == {"last day": "achiever", "day after": "leaver in 2024/25"}


def test_the_achievement_date_of_a_standard_can_move_it_to_a_later_year() -> None:
    found = outcomes(
        """
        aim                  | ProgType | FundModel | AchDate
        standard             | 25       | 36        | 2024-10-30
        framework            | 3        | 36        | 2024-10-30
        standard, other fund | 25       | 99        | 2024-10-30
        """,
        year="2023/24",
        AimType=1,
        LearnStartDate=date(2022, 9, 1),
        LearnPlanEndDate=date(2023, 12, 31),
        LearnActEndDate=date(2023, 12, 31),
        CompStatus=2,
        Outcome=1,
    )
    assert found == {"standard": "leaver in 2024/25", "framework": "achiever", "standard, other fund": "achiever"}


def test_an_end_that_was_reported_late_counts_in_the_year_of_the_report() -> None:
    found = outcomes(
        """
        aim     | reporting_year
        in time | 2022
        late    | 2023
        """,
        year="2023/24",
        LearnStartDate=date(2022, 1, 10),
        LearnPlanEndDate=date(2023, 5, 31),
        LearnActEndDate=date(2023, 6, 15),
        CompStatus=3,
        Outcome=3,
        **APPRENTICE,
    )
    assert found == {"in time": "leaver in 2022/23", "late": "withdrawn"}


def test_an_aim_whose_days_and_reports_lie_outside_both_years_cannot_count() -> None:
    names, table = aims(
        """
        aim                        | LearnPlanEndDate | LearnActEndDate | AchDate    | reporting_year | last_reported
        planned, first day         | 2019-08-01       |                 |            |                |
        planned, day before        | 2019-07-31       |                 |            |                |
        planned, last day          | 2021-07-31       |                 |            |                |
        planned, day after         | 2021-08-01       |                 |            |                |
        ended, first day           | 2018-07-31       | 2019-08-01      |            | 2018           |
        ended, day before          | 2018-07-31       | 2019-07-31      |            | 2018           |
        achieved in the year       | 2018-07-31       | 2018-07-31      | 2020-08-01 | 2018           |
        achieved in the year before| 2018-07-31       | 2018-07-31      | 2020-07-31 | 2018           |
        end reported in the year   | 2018-07-31       | 2018-07-31      |            | 2020           |
        missing since              | 2018-07-31       |                 |            |                | 2019
        """
    )
    with DuckDB() as engine:
        engine.add("aims", table)
        kept = engine.run(lambda: (t := expr.table("aims", table.schema)).filter(could_count(t, 2020)).select("aim_id"))
    assert {names[n] for n in kept["aim_id"].to_pylist()} == {
        "planned, first day",
        "planned, last day",
        "ended, first day",
        "achieved in the year",
        "end reported in the year",
        "missing since",
    }
