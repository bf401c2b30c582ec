"""One run judges many submissions, each by the rules of its own year."""

from __future__ import annotations

import re
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from tests.support import text_tables

from alder.engine.duckdb import DuckDB
from alder.rules.record_tables import FILE
from alder.rules.runner import BROKEN, RunResult, run
from alder.sources.ilr.rules import ilr

FILES = """
    submission | collection_year
    1          | 2020/21
    2          | 2025/26
    3          | 2025/26
"""
AIMS = """
    submission | learner | aim | line | AimType | ProgType | StdCode | FundModel | LearnActEndDate
    1          | 1       | 1   | 11   | 4       |          |         | 38        | 2021-03-01
    2          | 1       | 1   | 12   | 4       |          |         | 38        | 2026-03-01
    3          | 1       | 1   | 13   | 3       | 25       | 7       | 36        |
    3          | 2       | 2   | 14   | 1       | 25       | 7       | 36        |
    9          | 1       | 1   | 15   | 4       |          |         | 38        | 2026-03-01
"""


def tables() -> dict[str, pa.Table]:
    aims = text_tables.arrow(AIMS, ilr.shape.tables["learning_delivery"].schema)
    people = aims.group_by(["submission", "learner"], use_threads=False).aggregate([]).to_pylist()
    return {
        FILE: text_tables.arrow(FILES, ilr.shape.tables[FILE].schema),
        "learning_delivery": aims,
        "learner": pa.Table.from_pylist(people, schema=ilr.shape.tables["learner"].schema),
    }


def judge(files: pa.Table | None = None, **more: Any) -> RunResult:
    with DuckDB() as engine:
        for name, rows in tables().items():
            if name != FILE:
                engine.add(name, rows)
        for name, rows in more.pop("references", {}).items():
            engine.add(name, rows)
        return run(engine, ilr, tables()[FILE] if files is None else files, **more)


ALONE = {r.code for r in ilr if r.parameters == ("aim",)}
"""Rules about one aim by itself: many, and quickly asked."""
ASKED = {r.code for r in ilr if re.match(r"R\d", r.code)} | {"FundModel_01", "Outcome_12"} | ALONE
"""With every rule by which records are to agree with each other."""


@pytest.fixture(scope="module")
def judged() -> RunResult:
    """All of `FILES` by these rules of their years' books."""
    return judge(only=ASKED)


def pairs(outcome: RunResult) -> set[tuple[int, str]]:
    return set(zip(outcome.broken["submission"].to_pylist(), outcome.broken["rule"].to_pylist(), strict=True))


def test_each_submission_is_judged_by_its_own_year(judged: RunResult) -> None:
    found = pairs(judged)
    assert (1, "FundModel_01") in found, "funding model 38 came after 2020/21"
    assert (2, "FundModel_01") not in found
    assert (2, "Outcome_12") in found, "an ended aim needs an outcome since 2025/26"
    assert (1, "Outcome_12") not in found


def test_learners_of_different_submissions_and_learners_do_not_complete_each_other(judged: RunResult) -> None:
    assert (3, "R30") in pairs(judged), "the programme aim is another learner's"


def test_submissions_that_were_not_named_are_left_alone(judged: RunResult) -> None:
    assert 9 not in {s for s, _ in pairs(judged)}


def test_together_and_one_by_one_find_the_same(judged: RunResult) -> None:
    files = tables()[FILE]
    assert pairs(judged) == set().union(*(pairs(judge(files.slice(n, 1), only=ASKED)) for n in range(files.num_rows)))


def test_a_finding_carries_the_keys_and_the_line_of_its_record() -> None:
    outcome = judge(only=["R30"])
    assert outcome.broken.schema == BROKEN
    assert outcome.broken.to_pylist() == [
        {
            "submission": 3,
            "rule": "R30",
            "severity": "error",
            "entity": "learning_delivery",
            "learner": 1,
            "aim": 1,
            "employment": None,
            "destination": None,
            "row": None,
            "line": 13,
        }
    ]


def test_rules_without_their_reference_table_are_named_and_never_pass() -> None:
    without = judge(only=["LearnAimRef_01"])
    assert [(r.code, needs) for r, needs in without.unavailable] == [("LearnAimRef_01", ("lars_delivery",))]
    assert without.ran == ()
    lars = ilr.shape.references["lars_delivery"].schema.empty_table()
    loaded = judge(only=["LearnAimRef_01"], references={"lars_delivery": lars})
    assert loaded.unavailable == ()
    assert {s for s, _ in pairs(loaded)} == {1, 2, 3}


def test_the_books_that_judged_are_named_with_their_version(judged: RunResult) -> None:
    assert [b.name for b in judged.books] == ["ilr 2020/21 v1", "ilr 2025/26 v1"]


def test_more_than_sixty_rules_about_one_record_all_find_theirs(judged: RunResult) -> None:
    for book in judged.books:
        assert len([r for r in judged.ran if r in book.rules and r.judged == "aim"]) > 60, book.name
    few = [sorted(ALONE)[n::4] for n in range(4)]
    assert max(map(len, few)) < 30
    of_few = set().union(*(pairs(judge(only=some)) for some in few))
    assert {p for p in pairs(judged) if p[1] in ALONE} == of_few
    alone = {rule: pairs(judge(only=[rule])) for rule in ("R30", "FundModel_01", "Outcome_12", "ProgType_01")}
    assert all(one == {p for p in pairs(judged) if p[1] == rule} for rule, one in alone.items())


def test_a_misspelt_field_is_told_with_its_table() -> None:
    from alder.rules.language import Aggregates, roles

    aim = roles(("aim",), ilr.shape, Aggregates(ilr.shape))["aim"]
    with pytest.raises(AttributeError, match="learning_delivery has no column LearnStart"):
        aim.LearnStart  # noqa: B018  # reading the column is what is tested


def test_a_question_about_a_single_record_is_refused() -> None:
    from alder.rules.language import Aggregates, roles

    aim = roles(("aim",), ilr.shape, Aggregates(ilr.shape))["aim"]
    with pytest.raises(TypeError, match="single record"):
        aim.any(aim.AimType == 1)


def test_rules_that_are_asked_for_in_no_year_break_nothing() -> None:
    nothing = judge(only=[])
    assert nothing.broken.num_rows == 0
    assert pc.count(nothing.broken["rule"]).as_py() == 0


@pytest.mark.parametrize(
    ("name", "is_missing"),
    [
        (None, True),
        ("", True),
        (" ", True),
        ("\t\n ", True),
        ("Ash", False),
        (" Ash", False),
        ("Ash\n", False),
        ("'t Hooft", False),
        ("!", False),
    ],
    ids=lambda value: repr(value),
)
def test_text_of_nothing_but_blanks_is_missing(name: str | None, is_missing: bool) -> None:
    learner = {"submission": 2, "learner": 1, "line": 2, "FamilyName": name}
    with DuckDB() as engine:
        engine.add("learner", pa.Table.from_pylist([learner], schema=ilr.shape.tables["learner"].schema))
        engine.add("learning_delivery", tables()["learning_delivery"])
        found = run(engine, ilr, tables()[FILE], only=["FamilyName_01"])
    assert found.broken["rule"].to_pylist() == ["FamilyName_01"] * is_missing
