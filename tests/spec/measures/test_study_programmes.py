"""16 to 18 study programmes: retention of accountability, and the retention factor of funding."""

from datetime import date

import pytest
from tests.support.aim_tables import counted, returns

import alder
from alder.measures.definitions.study_programmes import marker_day

CORE = {"AimType": 5, "FundModel": 25}


def ending(text: str, measure: str = "retention_rate_16_to_18", **parameters: object) -> dict[str, int]:
    found = counted(measure, text, year="2023/24", **CORE, **parameters)
    return {c: found.total(c) for c in found.counts} | dict(found.left_out)


STUDENTS = """
    aim                    | LearnStartDate | LearnPlanEndDate | LearnActEndDate | CompStatus | Outcome
    completed and achieved | 2022-09-05     | 2024-07-05       | 2024-07-05      | 2          | 1
    completed, failed      | 2022-09-05     | 2024-07-05       | 2024-07-05      | 2          | 3
    completed, not known   | 2022-09-05     | 2024-07-05       | 2024-07-05      | 2          | 8
    left in the first year | 2022-09-05     | 2024-07-05       | 2022-11-01      | 3          | 3
    on a break             | 2022-09-05     | 2024-07-05       | 2024-01-10      | 6          |
    goes on past the plan  | 2022-09-05     | 2024-07-05       |                 | 1          |
    study ends next year   | 2023-09-05     | 2025-07-04       | 2024-02-01      | 3          | 3
    ended late             | 2022-09-05     | 2023-07-05       | 2023-10-01      | 2          | 1
"""


def test_a_student_is_retained_who_completed_the_core_aim_in_the_year_in_which_study_ends() -> None:
    assert ending(STUDENTS) == {"students": 5, "retained": 4, "planned break": 1, "continuing": 1}


def test_the_year_in_which_study_ends_may_be_the_planned_one() -> None:
    assert ending(STUDENTS, end_of_study="planned_end") == {
        "students": 4,
        "retained": 3,
        "planned break": 1,
        "continuing": 1,
    }


@pytest.mark.parametrize(("outcomes", "assessed"), [("1,2,3", 3), ("1,2,3,8", 4), ("1", 2)])
def test_which_outcomes_say_that_a_student_was_assessed_is_set_by_name(outcomes: str, assessed: int) -> None:
    found = ending(STUDENTS, "retained_and_assessed_rate_16_to_18", assessed_outcomes=outcomes)
    assert (found["students"], found["assessed"]) == (5, assessed)


@pytest.mark.parametrize("other", [{"AimType": 4, "FundModel": 25}, {"AimType": 5, "FundModel": 35}])
def test_only_core_aims_of_study_programmes_count(other: dict[str, int]) -> None:
    found = counted("retention_rate_16_to_18", STUDENTS, year="2023/24", **other)
    assert found.total("students") == 0


FUNDED = """
    LearnRefNumber | LearnStartDate | LearnPlanEndDate | LearnActEndDate | CompStatus | WithdrawReason
    goes on        | 2020-09-07     | 2022-07-05       |                 | 1          |
    left early     | 2020-09-07     | 2022-07-05       | 2020-10-01      | 3          | 97
    left in spring | 2020-09-07     | 2022-07-05       | 2021-03-01      | 3          | 97
    left in July   | 2020-09-07     | 2022-07-05       | 2021-07-01      | 3          | 97
    moved on       | 2020-09-07     | 2021-07-05       | 2021-03-01      | 3          | 2
    one year only  | 2020-09-07     | 2021-07-05       | 2021-07-01      | 3          | 97
    too short      | 2021-07-25     | 2021-07-29       | 2021-07-29      | 2          |
    last year's    | 2019-09-07     | 2020-07-05       | 2020-07-05      | 2          |
"""


def funding(**parameters: object) -> dict[str, int]:
    names = [line.split("|")[0].strip() for line in FUNDED.strip().splitlines()[1:]]
    text = "LearnRefNumber | ULN | PlanLearnHours | PlanEEPHours\n" + "\n".join(
        f"{name} | {1000000001 + n} | 100 | 40" for n, name in enumerate(names)
    )
    engine = returns(text, FUNDED, **CORE)
    found = alder.tabulate(engine, "funding_retention_rate_16_to_19", year="2020/21", **parameters)
    row = found.cells.to_pylist()[0]
    return {c: row[c] for c in ("starts", "whole")} | dict(found.excluded)


def test_the_factor_is_whole_for_who_stays_moves_on_or_ends_the_first_of_two_years() -> None:
    assert funding() == {
        "starts": 5,
        "whole": 3,
        "planned too short to be a start": 1,
        "qualifying period": 1,
    }


def test_the_marker_of_two_year_programmes_is_a_setting() -> None:
    assert funding(two_year_marker="year_end")["whole"] == 2
    assert marker_day(2020, "last_friday_in_june") == date(2021, 6, 25)
    assert marker_day(2022, "last_friday_in_june") == date(2023, 6, 30)


def test_months_planned_are_whole_ones() -> None:
    text = FUNDED + "    seventeen | 2020-09-07 | 2022-03-06 | 2021-07-01 | 3 | 97\n"
    text += "    eighteen  | 2020-09-07 | 2022-03-07 | 2021-07-01 | 3 | 97\n"
    engine = returns(
        "LearnRefNumber | ULN | PlanLearnHours\nseventeen | 1000000001 | 500\neighteen | 1000000002 | 500",
        "\n".join(line for line in text.splitlines() if "teen" in line or "Start" in line),
        **CORE,
    )
    row = alder.tabulate(engine, "funding_retention_rate_16_to_19", year="2020/21").cells.to_pylist()[0]
    assert (row["starts"], row["whole"]) == (2, 1)


LEVELLED = """
    aim                      | LearnAimRef | person | LearnStartDate | LearnPlanEndDate | LearnActEndDate | CompStatus
    two years, completed     | A           | 1      | 2022-09-05     | 2024-07-05       | 2024-07-05      | 2
    two years, left          | A           | 2      | 2022-09-05     | 2024-07-05       | 2023-11-01      | 3
    left in the first year   | A           | 3      | 2022-09-05     | 2024-07-05       | 2022-11-01      | 3
    one year only            | A           | 4      | 2023-09-05     | 2024-07-05       | 2024-07-05      | 2
    one year, and before     | A           | 5      | 2023-09-05     | 2024-07-05       | 2024-07-05      | 2
    the year before          | A           | 5      | 2022-09-05     | 2023-07-05       | 2023-07-05      | 2
    completed early          | A           | 6      | 2022-09-05     | 2024-07-05       | 2023-06-30      | 2
    on a break               | A           | 7      | 2022-09-05     | 2024-07-05       | 2024-01-10      | 6
    level 2                  | B           | 8      | 2022-09-05     | 2024-07-05       | 2024-07-05      | 2
    not on the list          | C           | 9      | 2022-09-05     | 2024-07-05       | 2024-07-05      | 2
    not listed, on a break   | C           | 10     | 2022-09-05     | 2024-07-05       | 2024-01-10      | 6
"""
LEVELS = {"A": "Level 3", "B": "Level 2", "C": None}


def with_levels(text: str) -> str:
    """The same aims with the column that the list of aims fills."""
    head, *lines = text.strip().splitlines()
    known = {line.strip(): LEVELS[line.split("|")[1].strip()] for line in lines}
    return "\n".join([f"{head} | level", *(f"{line} | {known[line.strip()] or ''}" for line in lines)])


def test_a_level_3_student_is_returned_who_completes_the_core_aim_in_a_later_year_than_study_began() -> None:
    found = ending(with_levels(LEVELLED), "returned_and_retained_rate_16_to_18")
    assert found == {"students": 6, "returned": 2, "planned break": 1, "level not known": 2}


def test_returned_and_retained_never_lies_above_retained_for_the_same_students() -> None:
    text = "\n".join(line for line in LEVELLED.strip().splitlines() if "| B " not in line and "| C " not in line)
    returned = ending(with_levels(text), "returned_and_retained_rate_16_to_18")
    retained = ending(text)
    assert returned["students"] == retained["students"]
    assert returned["returned"] <= retained["retained"]


TWO_YEARS = """
    year    | LearnRefNumber | LearnStartDate | LearnPlanEndDate | LearnActEndDate | CompStatus
    2019/20 | L1             | 2019-09-05     | 2021-07-05       | 2019-12-01      | 3
    2019/20 | L2             | 2019-09-05     | 2021-07-05       |                 | 1
    2019/20 | L3             | 2019-09-05     | 2021-07-05       |                 | 1
    2020/21 | L3             | 2019-09-05     | 2021-07-05       | 2021-07-05      | 2
    2020/21 | L4             | 2020-09-07     | 2021-07-05       |                 | 1
"""


def test_who_left_in_the_first_of_two_years_is_found_in_that_years_return() -> None:
    """L1 left in the first year, L2 never came back, L3 completed and L4 goes on past the plan."""
    learners = "year | LearnRefNumber | ULN\n" + "\n".join(
        f"{year} | L{n} | {1000000000 + n}" for year in ("2019/20", "2020/21") for n in range(1, 5)
    )
    engine = returns(learners, TWO_YEARS, LearnAimRef="60000001", **CORE)
    found = alder.tabulate(engine, "retention_rate_16_to_18", year="2020/21")
    row = found.cells.to_pylist()[0]
    assert (row["students"], row["retained"], found.excluded) == (3, 1, {"continuing": 1})
    assert "with final returns of 2019/20" in found.coverage
    gone = alder.trace(engine, "retention_rate_16_to_18", learner="L2", year="2020/21")
    said = dict(gone.aims[0].verdicts[0].steps)["retained"]
    assert said == "not retained: it went on in the return of 2019/20, the last with it"
