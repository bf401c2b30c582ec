"""The aim of last year that an aim of this year continues (derived data DD39)."""

from __future__ import annotations

import pyarrow as pa
import pytest
from tests.support import text_tables

from alder.engine.duckdb import DuckDB
from alder.linkage.last_year import continuing
from alder.model import expr

LEARNER = pa.schema(
    [
        ("submission", pa.int64()),
        ("learner", pa.int64()),
        ("LearnRefNumber", pa.string()),
        ("PrevLearnRefNumber", pa.string()),
        ("ULN", pa.int64()),
        ("PrevUKPRN", pa.int32()),
        ("PMUKPRN", pa.int32()),
    ]
)
AIM = pa.schema(
    [
        ("submission", pa.int64()),
        ("learner", pa.int64()),
        ("aim", pa.int64()),
        ("ukprn", pa.int32()),
        ("collection_year", pa.string()),
        ("LearnAimRef", pa.string()),
        ("LearnStartDate", pa.date32()),
        ("FundModel", pa.int32()),
        ("ProgType", pa.int32()),
        ("FworkCode", pa.int32()),
        ("PwayCode", pa.int32()),
        ("StdCode", pa.int32()),
    ]
)
LAST = """
    submission | learner | aim | ukprn    | collection_year | LearnAimRef | LearnStartDate | FundModel | ProgType
    1          | 1       | 1   | 10000001 | 2019/20         | 60012345    | 2019-09-01     | 36        | 25
    1          | 1       | 2   | 10000001 | 2019/20         | 60012345    | 2019-09-01     | 36        | 25
"""


def found(now: str, then: str, aim: str, *, last: str = LAST) -> list[tuple[int, int]]:
    """The aims that each aim of this year continues: (aim, aim of last year)."""
    heads = "submission | learner | LearnRefNumber | PrevLearnRefNumber | ULN | PrevUKPRN | PMUKPRN"
    learners = text_tables.arrow(f"{heads}\n1 | 1 | {then}\n2 | 1 | {now}", LEARNER)
    head, *rest = last.strip().splitlines()
    aims = text_tables.arrow("\n".join([head, *rest, aim]), AIM)
    with DuckDB(threads=1) as engine:
        engine.add("learner", learners)
        engine.add("learning_delivery", aims)
        rows = engine.run(
            lambda: continuing(
                expr.table("learner", LEARNER), expr.table("learning_delivery", AIM), now="2020/21", then="2019/20"
            )
        )
    return list(zip(rows["aim"].to_pylist(), rows["aim_before"].to_pylist(), strict=True))


AGAIN = "2 | 1 | 7 | 10000001 | 2020/21 | 60012345 | 2019-09-01 | 36 | 25"
ELSEWHERE = AGAIN.replace("10000001", "10000002")


@pytest.mark.parametrize(
    ("why", "now", "then", "aim", "continues"),
    [
        ("all the same", "A | | 1000000019 | |", "A | | 1000000019 | |", AGAIN, True),
        ("letters differ in case", "a | | 1000000019 | |", "A | | 1000000019 | |", AGAIN, True),
        ("the reference before", "B | A | 1000000019 | |", "A | | 1000000019 | |", AGAIN, True),
        ("another learner number", "A | | 1000000000 | |", "A | | 1000000019 | |", AGAIN, False),
        ("another reference", "B | | 1000000019 | |", "A | | 1000000019 | |", AGAIN, False),
        ("another provider", "A | | 1000000019 | |", "A | | 1000000019 | |", ELSEWHERE, False),
        ("the provider before", "A | | 1000000019 | 10000001 |", "A | | 1000000019 | |", ELSEWHERE, True),
        ("the provider before a merger", "A | | 1000000019 | | 10000001", "A | | 1000000019 | |", ELSEWHERE, True),
        ("another start", "A | | 1000000019 | |", "A | | 1000000019 | |", AGAIN.replace("09-01", "10-01"), False),
        ("no programme now", "A | | 1000000019 | |", "A | | 1000000019 | |", AGAIN.replace("| 25", "|"), True),
        ("another programme", "A | | 1000000019 | |", "A | | 1000000019 | |", AGAIN.replace("| 25", "| 3"), False),
    ],
)
def test_an_aim_continues_one_of_last_year(why: str, now: str, then: str, aim: str, continues: bool) -> None:
    assert found(now, then, aim) == ([(7, 1)] if continues else []), why
