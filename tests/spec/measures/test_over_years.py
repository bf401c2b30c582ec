"""What earlier years' returns add: the same aim found again, late reports, breaks and aims that vanish."""

from datetime import date
from typing import Any

import pytest
from tests.support.aim_tables import returns

import alder
from alder.errors import NoFigures
from alder.measures import Query

LEARNERS = """
    year    | return | LearnRefNumber | ULN        | Sex
    2019/20 | R14    | A              | 1000000001 | F
    2020/21 | R14    | A              | 1000000001 | F
"""


def figures(engine: object, measure: str = "achievement_rate", **options: Any) -> dict[str, int]:
    """What is counted, which is the same where the returns are read for another question too."""
    asked = Query.ask(measure, scope="education_and_training", **{"year": "2020/21", **options})
    found, beside = alder.tabulate(engine, asked), Query.ask("enrolments", year=asked.year)
    assert alder.tabulate_all(engine, [asked, beside])[0].cells.equals(found.cells)
    row = found.cells.to_pylist()[0]
    return {k: v for k, v in row.items() if k != "scope"} | {f"left out: {k}": n for k, n in found.excluded.items()}


SAME = {"AimType": 4, "FundModel": 35, "LearnAimRef": "60000001"}


def test_an_aim_in_two_years_returns_is_one_aim_and_the_later_record_counts() -> None:
    engine = returns(
        LEARNERS,
        """
        year    | return | LearnRefNumber | LearnStartDate | LearnPlanEndDate | LearnActEndDate | CompStatus | Outcome
        2019/20 | R14    | A              | 2019-09-01     | 2020-12-31       |                 | 1          |
        2020/21 | R14    | A              | 2019-09-01     | 2021-01-31       | 2021-01-20      | 2          | 1
        """,
        **SAME,
    )
    assert figures(engine) == {"leavers": 1, "achievers": 1}


def test_a_withdrawal_first_reported_in_the_next_year_counts_there() -> None:
    engine = returns(
        LEARNERS,
        """
        year    | return | LearnRefNumber | LearnStartDate | LearnPlanEndDate | LearnActEndDate | CompStatus | Outcome
        2019/20 | R14    | A              | 2019-09-01     | 2020-06-30       |                 | 1          |
        2020/21 | R14    | A              | 2019-09-01     | 2020-06-30       | 2020-03-01      | 3          | 3
        """,
        **SAME,
    )
    assert figures(engine) == {"leavers": 1, "achievers": 0}


def test_an_end_reported_in_time_and_again_next_year_stays_where_it_was() -> None:
    engine = returns(
        LEARNERS,
        """
        year    | return | LearnRefNumber | LearnStartDate | LearnPlanEndDate | LearnActEndDate | CompStatus | Outcome
        2019/20 | R14    | A              | 2019-09-01     | 2020-06-30       | 2020-06-30      | 2          | 8
        2020/21 | R14    | A              | 2019-09-01     | 2020-06-30       | 2020-06-30      | 2          | 1
        """,
        **SAME,
    )
    assert figures(engine) == {"leavers": 0, "achievers": 0}


VANISHED = """
    year    | return | LearnRefNumber | LearnStartDate | LearnPlanEndDate | LearnActEndDate | CompStatus | Outcome
    2019/20 | R14    | A              | 2019-09-01     | 2020-06-30       |                 | 1          |
    2019/20 | R14    | B              | 2019-09-01     | 2020-06-30       | 2020-02-01      | 6          | 3
    2020/21 | R14    | C              | 2020-09-01     | 2021-06-30       | 2021-06-30      | 2          | 1
"""
THREE = """
    year    | return | LearnRefNumber | ULN
    2019/20 | R14    | A              | 1000000001
    2019/20 | R14    | B              | 1000000002
    2020/21 | R14    | C              | 1000000003
"""


def test_aims_and_breaks_that_vanish_from_the_next_final_return_are_withdrawals() -> None:
    assert figures(returns(THREE, VANISHED, **SAME)) == {"leavers": 3, "achievers": 1}


def test_a_break_that_is_returned_again_goes_on() -> None:
    text = """
        year    | LearnRefNumber | LearnStartDate | LearnPlanEndDate | LearnActEndDate | CompStatus | Outcome
        2019/20 | A              | 2019-09-01     | 2020-06-30       | 2020-02-01      | 6          | 3
        2020/21 | A              | 2019-09-01     | 2020-06-30       | 2020-02-01      | 6          | 3
    """
    assert figures(returns(LEARNERS, text, **SAME))["leavers"] == 0


def test_a_restart_is_known_by_its_mark_alone() -> None:
    engine = returns(
        "LearnRefNumber | ULN\nA | 1000000001\nB | 1000000002\nC | 1000000003",
        """
        LearnRefNumber | aim | LearnStartDate | LearnPlanEndDate | CompStatus
        A              | 1   | 2020-09-01     | 2021-06-30       | 1
        B              | 2   | 2020-09-01     | 2021-06-30       | 1
        C              | 3   | 2020-09-01     | 2021-06-30       | 1
        """,
        """
        aim | LearnDelFAMType | LearnDelFAMCode
        1   | RES             | 1
        2   | SOF             | 1
        2   | LDM             | 034
        3   | SOF             | 1
        """,
        **SAME,
    )
    assert figures(engine, "starts") == {"starts": 2, "left out: restart": 1}


def test_nothing_has_vanished_where_the_provider_made_no_later_return() -> None:
    """A provider whose return for the year is not held is not judged by its absence: nothing is known of its aims."""
    engine = returns(
        """
        year    | ukprn    | LearnRefNumber | ULN
        2019/20 | 10000001 | A              | 1000000001
        2019/20 | 10000001 | B              | 1000000002
        2020/21 | 10000002 | C              | 1000000003
        """,
        """
        year    | ukprn    | LearnRefNumber | LearnStartDate | LearnPlanEndDate | LearnActEndDate | CompStatus | Outcome
        2019/20 | 10000001 | A              | 2019-09-01     | 2020-06-30       |                 | 1          |
        2019/20 | 10000001 | B              | 2019-09-01     | 2020-06-30       | 2020-02-01      | 6          | 3
        2020/21 | 10000002 | C              | 2020-09-01     | 2021-06-30       | 2021-06-30      | 2          | 1
        """,
        **SAME,
    )
    assert figures(engine) == {"leavers": 1, "achievers": 1, "left out: not known": 2}
    found = alder.tabulate(engine, "achievement_rate", year="2020/21")
    assert any("final return of 2019/20 is held" in n for n in found.notes)


def test_earlier_years_count_through_their_final_return_only() -> None:
    early = [t.replace("2019/20 | R14", "2019/20 | R12") for t in (THREE, VANISHED)]
    found = alder.tabulate(returns(*early, **SAME), "achievement_rate", year="2020/21")
    assert found.sources == ("ILR 2020/21 R14",)
    assert found.provisional
    assert any("One return alone" in n for n in found.notes)
    assert "Q-ONE" in {c.code for c in found.quality.caveats}


def test_two_aims_alike_are_told_apart_by_their_planned_and_actual_ends() -> None:
    """Both began on one day with one reference: the one that was planned to June ended, the other went on."""
    engine = returns(
        LEARNERS,
        """
        shows          | year    | LearnRefNumber | LearnPlanEndDate | LearnActEndDate | CompStatus | Outcome
        June, ended    | 2019/20 | A              | 2020-06-30       | 2020-06-30      | 2          | 8
        December       | 2019/20 | A              | 2020-12-31       |                 | 1          |
        December, late | 2020/21 | A              | 2020-12-31       | 2020-12-31      | 2          | 1
        June again     | 2020/21 | A              | 2020-06-30       | 2020-06-30      | 2          | 1
        """,
        LearnStartDate=date(2019, 9, 1),
        **SAME,
    )
    assert figures(engine) == {"leavers": 1, "achievers": 1}
    assert figures(engine, year="2019/20", measure="leavers") == {"leavers": 1}


def test_of_two_aims_alike_the_one_that_is_missing_next_year_has_vanished() -> None:
    engine = returns(
        LEARNERS,
        """
        shows     | year    | LearnRefNumber | LearnPlanEndDate | LearnActEndDate | CompStatus | Outcome
        continues | 2019/20 | A              | 2021-12-31       |                 | 1          |
        vanishes  | 2019/20 | A              | 2020-12-31       |                 | 1          |
        continues | 2020/21 | A              | 2021-12-31       |                 | 1          |
        """,
        LearnStartDate=date(2019, 9, 1),
        **SAME,
    )
    assert figures(engine) == {"leavers": 1, "achievers": 0}


def test_learners_with_temporary_numbers_are_told_apart_by_reference() -> None:
    engine = returns(
        """
        year    | LearnRefNumber | ULN
        2019/20 | A              | 9999999999
        2019/20 | B              | 9999999999
        2020/21 | A              | 9999999999
        2020/21 | B              | 9999999999
        """,
        """
        year    | LearnRefNumber | LearnStartDate | LearnPlanEndDate | LearnActEndDate | CompStatus | Outcome
        2019/20 | A              | 2019-09-01     | 2020-12-31       |                 | 1          |
        2019/20 | B              | 2019-09-01     | 2020-12-31       |                 | 1          |
        2020/21 | A              | 2019-09-01     | 2020-12-31       | 2020-12-31      | 2          | 1
        2020/21 | B              | 2019-09-01     | 2020-12-31       | 2020-12-01      | 3          | 3
        """,
        **SAME,
    )
    assert figures(engine) == {"leavers": 2, "achievers": 1}
    people = alder.tabulate(engine, "learners_participating", year="2020/21")
    assert people.value("learners") == 2


def test_the_latest_return_counts_or_the_latest_up_to_the_one_named() -> None:
    learners = "year | return | LearnRefNumber | ULN\n" + "\n".join(
        f"2020/21 | {r} | {who} | 100000000{n}"
        for r, n, who in [("R04", 1, "A"), ("R10", 1, "A"), ("R10", 2, "B"), ("R14", 3, "C")]
    )
    deliveries = "\n".join(
        [
            "year | return | LearnRefNumber | LearnStartDate | LearnPlanEndDate | CompStatus",
            *(
                f"2020/21 | {r} | {who} | 2020-09-01 | 2021-12-31 | 1"
                for r, who in [("R04", "A"), ("R10", "A"), ("R10", "B"), ("R14", "C")]
            ),
        ]
    )
    engine = returns(learners, deliveries, **SAME)
    found = {
        r: alder.tabulate(engine, "starts", scope="education_and_training", return_number=r) for r in ("R04", "R12")
    }
    assert {r: c.value("starts") for r, c in found.items()} == {"R04": 1, "R12": 2}
    assert found["R04"].sources == ("ILR 2020/21 R04",)
    assert found["R04"].provisional
    latest = alder.tabulate(engine, "starts", scope="education_and_training")
    assert latest.value("starts") == 1
    assert not latest.provisional
    with pytest.raises(NoFigures, match="no figures for 2020/21 as of R02") as refused:
        alder.tabulate(engine, "starts", return_number="R02")
    assert "first return held for that year is R04" in str(refused.value)


def test_a_year_without_returns_is_refused_with_the_nearest_years() -> None:
    engine = returns(THREE, VANISHED, **SAME)
    with pytest.raises(NoFigures) as refused:
        alder.tabulate(engine, "starts", year="2023/24")
    assert "Nearest years: 2020/21" in str(refused.value)
    assert refused.value.exit_code == 15
