"""Retention from the start: who is still there after so many days, and who has not been followed for so long."""

from datetime import date

import pytest
from tests.support.aim_tables import returns

import alder
from alder.measures.definitions.retention_from_the_start import DAYS, along, days_of, years_followed
from alder.model.period import AcademicYear, ReturnNumber

ALL = range(1, 31)


def learners(*years: str) -> str:
    rows = [f"{year} | L{n:02} | {1000000000 + n}" for year in years for n in ALL]
    return "\n".join(["year | LearnRefNumber | ULN", *rows])


def curve(engine: object, *, year: str = "2019/20", **asked: object) -> dict[int, tuple[int, int, int]]:
    """By day: followed, retained, not followed; of education and training."""
    asked = {"scope": "education_and_training", **asked}
    found = alder.tabulate(engine, "retention_curve", year=year, **asked)  # type: ignore[arg-type]
    return {
        int(r["days_since_start"]): (r["followed"], r["retained"], r["not_followed"]) for r in found.cells.to_pylist()
    }


STARTERS = """
    shows               | LearnRefNumber | LearnStartDate | LearnPlanEndDate | LearnActEndDate | CompStatus | WithdrawReason
    goes on             | L01            | 2019-09-02     | 2020-06-30       |                 | 1          |
    left on day 29      | L02            | 2019-09-02     | 2020-06-30       | 2019-10-01      | 3          | 97
    left on day 30      | L03            | 2019-09-02     | 2020-06-30       | 2019-10-02      | 3          | 97
    left on the day     | L04            | 2019-09-02     | 2020-06-30       | 2019-09-02      | 3          | 97
    completed in days   | L05            | 2019-09-02     | 2019-09-30       | 2019-09-20      | 2          |
    end before start    | L06            | 2019-09-02     | 2020-06-30       | 2019-08-20      | 3          | 97
    left, no date       | L07            | 2019-09-02     | 2020-06-30       |                 | 3          | 97
    began last year     | L08            | 2019-07-31     | 2020-06-30       |                 | 1          |
    began next year     | L09            | 2020-08-01     | 2021-06-30       |                 | 1          |
    began in July       | L10            | 2020-07-06     | 2021-06-30       |                 | 1          |
    began, left in July | L11            | 2020-07-06     | 2021-06-30       | 2020-07-08      | 3          | 97
"""  # noqa: E501  # a record is a line
CLASS = {"AimType": 4, "FundModel": 35, "LearnAimRef": "60000001", "collection_year": "2019/20"}


def one_year(text: str = STARTERS, fams: str = "", **more: object) -> object:
    return returns(learners("2019/20"), text, fams, **{**CLASS, **more})


def test_whoever_ends_on_day_29_is_not_there_on_day_30() -> None:
    found = curve(one_year(), days="30,60")
    assert found == {
        0: (9, 9, 0),
        30: (7, 3, 2),
        60: (7, 2, 2),
    }


def test_whoever_began_too_late_is_in_no_figure_of_that_day_whether_they_left_or_not() -> None:
    """25 days lie between 6 July and 31 July, the last day that the final return tells of."""
    found = curve(one_year(), days="25,26")
    assert found[25] == (9, 5, 0)
    assert found[26] == (7, 4, 2)


def test_a_return_made_during_the_year_follows_no_further_than_its_month() -> None:
    """R03 tells of October: 59 days after 2 September."""
    engine = one_year(return_number="R03")
    found = curve(engine, days="59,60")
    assert found[59][0] == 9 - 2, "those who began in July are in a return of October by mistake"
    assert found[60][0] == 0
    assert found[0][0] == 9, "on day 0 everybody is there"


@pytest.mark.parametrize(
    ("number", "last"),
    [
        ("R01", "2019-08-31"),
        ("R05", "2019-12-31"),
        ("R06", "2020-01-31"),
        ("R07", "2020-02-29"),
        ("R12", "2020-07-31"),
        ("R14", "2020-07-31"),
    ],
)
def test_a_return_tells_of_the_months_up_to_its_own(number: str, last: str) -> None:
    assert AcademicYear(2019).told_by(ReturnNumber(number)) == date.fromisoformat(last)


def test_day_0_is_always_there_and_the_days_are_in_their_order() -> None:
    assert days_of({"days": (365, 42)}) == (0, 42, 365)
    assert [years_followed({"days": (d,)}) for d in (0, 30, 365, 366, 1000)] == [0, 1, 1, 2, 3]


FOLLOWING = """
    year    | LearnRefNumber | LearnStartDate | LearnPlanEndDate | LearnActEndDate | CompStatus
    2019/20 | L01            | 2019-09-02     | 2021-06-30       |                 | 1
    2020/21 | L01            | 2019-09-02     | 2021-06-30       | 2020-12-01      | 3
    2019/20 | L02            | 2019-09-02     | 2021-06-30       |                 | 1
    2020/21 | L02            | 2019-09-02     | 2021-06-30       |                 | 1
    2019/20 | L03            | 2019-09-02     | 2021-06-30       |                 | 1
    2020/21 | L04            | 2019-09-02     | 2021-06-30       |                 | 1
"""


def test_later_years_returns_are_read_and_who_is_missing_from_them_has_left() -> None:
    """L03 was last seen on 31 July 2020, on day 333; L01 left on day 456. L04 was returned late."""
    engine = returns(learners("2019/20", "2020/21"), FOLLOWING, **{**CLASS, "collection_year": ""})
    found = curve(engine, days="333,334,456,457")
    assert found == {0: (4, 4, 0), 333: (4, 4, 0), 334: (4, 3, 0), 456: (4, 3, 0), 457: (4, 2, 0)}
    counts = alder.tabulate(engine, "retention_curve", year="2019/20")
    assert counts.coverage == "1 provider, ILR 2019/20 R14, followed into 2020/21"
    assert "Starters are followed to 31 July 2021, where their provider's returns tell of it." in counts.notes


def test_as_of_one_return_nothing_later_is_read() -> None:
    engine = returns(learners("2019/20", "2020/21"), FOLLOWING, **{**CLASS, "collection_year": ""})
    found = curve(engine, days="333,334", return_number="R14")
    assert found == {0: (3, 3, 0), 333: (3, 3, 0), 334: (0, 0, 3)}


PAUSED = """
    shows            | year    | LearnRefNumber | LearnStartDate | LearnPlanEndDate | LearnActEndDate | CompStatus
    on a break       | 2019/20 | L01            | 2019-09-02     | 2021-06-30       | 2019-11-01      | 6
    still on it      | 2020/21 | L01            | 2019-09-02     | 2021-06-30       | 2019-11-01      | 6
    never came back  | 2019/20 | L02            | 2019-09-02     | 2021-06-30       | 2019-11-01      | 6
    resumed          | 2019/20 | L03            | 2019-09-02     | 2021-06-30       | 2019-11-01      | 6
    the restart      | 2019/20 | L03            | 2020-02-03     | 2021-06-30       |                 | 1
    it goes on       | 2020/21 | L03            | 2020-02-03     | 2021-06-30       |                 | 1
    somebody else    | 2020/21 | L09            | 2020-09-07     | 2021-06-30       |                 | 1
"""
RESTARTS = "year | aim | LearnDelFAMType | LearnDelFAMCode\n2019/20 | 5 | RES | 1\n2020/21 | 6 | RES | 1"


@pytest.mark.parametrize(
    ("setting", "counted"),
    [
        ({}, {0: (3, 3, 0), 90: (3, 2, 0)}),
        ({"planned_breaks": "left"}, {0: (3, 3, 0), 90: (3, 0, 0)}),
        ({"restarts": "counted"}, {0: (4, 4, 0), 90: (4, 3, 0)}),
    ],
    ids=["kept", "left", "restarts counted"],
)
def test_a_planned_break_is_kept_unless_nobody_came_back(
    setting: dict[str, str], counted: dict[int, tuple[int, int, int]]
) -> None:
    engine = returns(learners("2019/20", "2020/21"), PAUSED, RESTARTS, **{**CLASS, "collection_year": ""})
    assert curve(engine, days="90", **setting) == counted


MOVED = """
    shows       | LearnRefNumber | LearnStartDate | LearnPlanEndDate | LearnActEndDate | CompStatus | WithdrawReason
    transferred | L01            | 2019-09-02     | 2020-06-30       | 2019-10-07      | 3          | 40
    to this     | L01            | 2019-10-14     | 2020-06-30       | 2020-06-30      | 2          |
    said only   | L02            | 2019-09-02     | 2020-06-30       | 2019-10-07      | 3          | 40
"""


def test_a_transfer_within_the_provider_is_left_out_or_counts_as_left() -> None:
    engine = one_year(MOVED)
    assert curve(engine, days="60") == {0: (2, 2, 0), 60: (2, 1, 0)}
    assert alder.tabulate(engine, "retention_curve", year="2019/20").excluded == {"Education and training: transfer": 1}
    assert curve(engine, days="60", transferred="left") == {0: (3, 3, 0), 60: (3, 1, 0)}


def test_an_apprenticeship_is_its_programme_and_awaiting_assessment_is_staying() -> None:
    text = """
        shows          | LearnRefNumber | LearnStartDate | LearnActEndDate | CompStatus | Outcome | AimType | ProgType
        awaits         | L01            | 2019-09-02     | 2019-12-01      | 1          | 8       | 1       | 25
        its component  | L01            | 2019-09-02     | 2019-12-01      | 3          |         | 3       | 25
    """
    engine = one_year(text, AimType=1, FundModel=36)
    assert curve(engine, days="120", scope="apprenticeships") == {0: (1, 1, 0), 120: (1, 1, 0)}


def test_groups_add_up_at_every_day_and_years_stand_beside_each_other() -> None:
    text = STARTERS + "    next          | L12 | 2019-10-07 | 2020-06-30 | | 1 |\n"
    engine = one_year(text)
    found = alder.tabulate(engine, "retention_curve", by="start_month,age_band", year="2019/20", days="30")
    where = {"scope": "education_and_training", "days_since_start": "30"}
    months = {m: found.value("retained", start_month=m, **where) for m in ("September", "October", "July")}
    assert months == {"September": 3, "October": 1, "July": 0}
    assert found.value("retained", **where) == 4
    assert not found.filter("days_since_start").has_total
    both = alder.tabulate(engine, "retention_curve", years="2018/19..2019/20", days="30")
    assert [c.code for c in both.filter("days_since_start").categories] == ["0", "30"]
    assert both.filter("days_since_start").moments is not None


def test_a_day_of_the_curve_is_called_by_its_number() -> None:
    assert [day.label for day in along({DAYS.name: (1, 30)}).categories] == ["0 days", "1 day", "30 days"]


def test_those_without_a_known_value_are_counted_once_and_not_each_day() -> None:
    found = alder.tabulate(one_year(), "retention_curve", by="age_band", year="2019/20")
    assert found.unknown == {"age_band": 9}
