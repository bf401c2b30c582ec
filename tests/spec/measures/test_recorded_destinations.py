"""Destinations that providers recorded: who left, of whom it is known where to, and who is in education or work."""

import pyarrow as pa
import pytest
from tests.support import text_tables
from tests.support.aim_tables import returns

import alder
from alder.engine.duckdb import DuckDB
from alder.errors import NoFigures

LEARNERS = """
    LearnRefNumber | ULN
    works          | 1000000001
    studies later  | 1000000002
    not reached    | 1000000003
    no record      | 1000000004
    goes on        | 1000000005
    apprentice     | 1000000006
"""
AIMS = """
    LearnRefNumber | FundModel | LearnActEndDate | CompStatus
    works          | 35        | 2021-03-01      | 2
    studies later  | 35        | 2021-03-01      | 3
    not reached    | 35        | 2021-03-01      | 2
    no record      | 35        | 2021-03-01      | 2
    goes on        | 35        | 2021-03-01      | 2
    goes on        | 35        |                 | 1
    apprentice     | 36        | 2021-03-01      | 2
"""
OUTCOMES = """
    LearnRefNumber | OutType | OutCode | OutStartDate
    works          | EMP     | 1       | 2021-03-10
    studies later  | NPE     | 1       | 2021-03-10
    studies later  | EDU     | 4       | 2021-06-10
    not reached    | OTH     | 3       | 2021-03-10
    goes on        | EMP     | 1       | 2021-03-10
    apprentice     | EMP     | 1       | 2021-03-10
"""


def engine(outcomes: str | None = OUTCOMES, year: str = "2020/21") -> DuckDB:
    found = returns(LEARNERS, AIMS, AimType=4, collection_year=year)
    if outcomes is None:
        return found
    rows = text_tables.rows(outcomes)
    people = list(dict.fromkeys(r["LearnRefNumber"] for r in rows))
    own = {"submission": [1] * len(people), "destination": range(len(people)), "LearnRefNumber": people}
    found.add("learner_destination_and_progression", pa.table(own))
    found.add(
        "dp_outcome",
        pa.table(
            {
                "submission": pa.array([1] * len(rows), pa.int64()),
                "destination": pa.array([people.index(r["LearnRefNumber"]) for r in rows], pa.int64()),
                "OutType": pa.array([r["OutType"] for r in rows]),
                "OutCode": pa.array([int(r["OutCode"] or 0) for r in rows], pa.int32()),
                "OutStartDate": pa.array(
                    [text_tables.value(r["OutStartDate"], pa.date32()) for r in rows], pa.date32()
                ),
            }
        ),
    )
    return found


def figures(**parameters: object) -> dict[str, int]:
    found = alder.tabulate(engine(), "recorded_destinations", year="2020/21", **parameters)
    return {k: v for k, v in found.cells.to_pylist()[0].items() if isinstance(v, int)} | dict(found.excluded)


def test_the_share_of_known_destinations_stands_beside_that_of_good_ones() -> None:
    assert figures() == {"leavers": 4, "known": 2, "positive": 1, "still learning": 1}
    found = alder.tabulate(engine(), "recorded_destinations", year="2020/21")
    assert [str(found.value(r)) for r in ("response_share", "positive_share")] == ["50.0", "50.0"]
    assert "Q-DEST" in [c.code for c in found.quality.caveats]
    assert found.quality.grade == "D"


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"which_outcome": "last"}, {"leavers": 4, "known": 2, "positive": 2, "still learning": 1}),
        ({"still_learning": "counted"}, {"leavers": 5, "known": 3, "positive": 2}),
        ({"funding_models": "35,36"}, {"leavers": 5, "known": 3, "positive": 2, "still learning": 1}),
        ({"funding_models": ""}, {"leavers": 0, "known": 0, "positive": 0}),
    ],
)
def test_what_is_open_is_set_by_name(parameters: dict[str, str], expected: dict[str, int]) -> None:
    assert figures(**parameters) == expected


def test_returns_without_destination_records_know_no_destination() -> None:
    found = alder.tabulate(engine(None), "recorded_destinations", year="2020/21")
    assert (found.value("leavers"), found.value("known"), found.value("positive_share")) == (4, 0, None)


def test_from_2024_the_records_are_gone_and_linked_outcomes_take_their_place() -> None:
    with pytest.raises(NoFigures, match="were removed for 2024/25") as refused:
        alder.tabulate(engine(year="2024/25"), "recorded_destinations", year="2024/25")
    assert "sustained_positive_destination_rate" in str(refused.value)
