"""The copy of the ILR in LEO: it lands in the tables that returns fill, and measures run on it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.support.deliveries import written

import alder
from alder.environment import Environment
from alder.model import expr
from alder.sources.ilr import research_copy
from alder.sources.ilr.profile.field_quality import not_measured

LEARNERS = """
    external_id | Year | learner_id | ukprn_anon | Sex | Ethnicity | LLDD | LLDD_Detail | PriorAttain | AcAge
    1           | 2016 | L1         | 501        | F   | 31        | 1    | 4           | 2           | 19
    2           | 2016 | L2         | 501        | M   | 31        | 2    | -1          | -1          | 20
    3           | 2016 | L1         | 502        | F   | 34        | 2    | .           | 3           | 30
    9           | 2016 | L9         | 9876543210 | F   | 34        | 2    | .           | 3           | 30
"""
AIMS = """
external_id|Year|sequence_index|ukprn_anon|learning_aim_id|FundModel|SOF|LDM_1|start_date|end_date|CompStatus|outcome
    1|2016|1|501|60012345|35|105|34|01SEP2016|30JUN2017|2|1
    2|2016|2|501|60012346|35|105|-1|01SEP2016|.|1|.
    2|2016|1|501|60012345|35|-1|-1|01SEP2016|30JAN2017|3|3
    3|2016|1|502|60012345|35|105|-1|01SEP2016|30JUN2017|2|1
    7|2016|1|502|60012345|35|105|-1|01SEP2016|30JUN2017|2|1
"""


@pytest.fixture
def store(tmp_path: Path) -> Environment:
    store = alder.open(tmp_path / "store")
    first = store.load_source(written(tmp_path, LEARNERS, "learners.txt", "|"), source="ilr")
    assert any("two tables" in n for n in first.notices)
    store.load_source(written(tmp_path, AIMS, "aims.txt", "|"), source="ilr")
    return store


def rows(store: Environment, table: str, *columns: str) -> list[tuple[object, ...]]:
    with store.store.engine() as engine:
        t = expr.table(table, engine.schema(table))
        found = engine.run(lambda: t.select(*columns).order_by(list(columns)))
    return list(zip(*(found[c].to_pylist() for c in columns), strict=True))


def test_each_provider_is_a_submission_marked_as_a_research_extract(store: Environment):
    held = store.store.submissions().sort_by("ukprn").to_pylist()
    assert [(h["collection_year"], h["learners"], h["learning_deliveries"]) for h in held] == [
        ("2016/17", 2, 3),
        ("2016/17", 1, 1),
        ("2016/17", 1, 0),
    ]
    assert {h["rule_book"] for h in held} == {"none: research extract"}
    assert [h["ukprn"] for h in held][:2] == [501, 502]
    assert 0 < held[2]["ukprn"] < 1 << 31


def test_learners_and_aims_stand_under_the_names_of_the_ilr(store: Environment):
    assert rows(store, "learner", "ukprn", "LearnRefNumber", "Sex", "LLDDHealthProb", "PriorAttain")[:3] == [
        (501, "L1", "F", 1, 2),
        (501, "L2", "M", 2, None),
        (502, "L1", "F", 2, 3),
    ]
    assert rows(store, "learning_delivery", "ukprn", "learner", "AimSeqNumber", "CompStatus") == [
        (501, 1, 1, 2),
        (501, 2, 1, 3),
        (501, 2, 2, 1),
        (502, 1, 1, 2),
    ]
    assert rows(store, "learning_delivery_fam", "ukprn", "aim", "LearnDelFAMType", "LearnDelFAMCode") == [
        (501, 1, "LDM", "34"),
        (501, 1, "SOF", "105"),
        (501, 3, "SOF", "105"),
        (502, 1, "SOF", "105"),
    ]
    assert rows(store, "lldd_and_health_problem", "ukprn", "learner", "LLDDCat") == [(501, 1, 4)]


def test_the_answer_says_what_is_not_in_the_copy(store: Environment, tmp_path: Path):
    more = AIMS.replace("2016|1|502", "2016|2|502")
    assert more != AIMS
    report = store.load_source(written(tmp_path, more, "aims2.txt", "|"), source="ilr")
    said = " ".join(report.notices)
    assert "Not in the copy: ULN, dates of birth" in said
    assert "1 aim without a learner" in said
    assert "Rules do not run on them." in said
    assert store.store.current().num_rows == 3
    assert store.store.submissions().num_rows == 6


def test_measures_run_on_it_and_say_what_it_lacks(store: Environment):
    counts = alder.tabulate(store, "enrolments", year="2016/17", by="sex")
    assert counts.value("enrolments", sex="F") == 2
    assert counts.value("enrolments", sex="M") == 2
    assert counts.quality is not None
    assert counts.quality.coverage == "3 providers, research copy of the ILR 2016/17"
    assert "Q-COPY" in [c.code for c in counts.quality.caveats]
    assert [re.sub(r"delivery \d+, loaded .*", "delivery", s) for s in counts.sources] == [
        "research copy of the ILR 2016/17",
        "LILR_Learners of 2016/17 (edition not named, delivery",
        "LILR_Aims of 2016/17 (edition not named, delivery",
    ]


def test_providers_come_in_batches_and_one_may_be_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(research_copy, "_TOGETHER", 1)
    store = alder.open(tmp_path / "store")
    store.load_source(written(tmp_path, AIMS, "aims.txt", "|"), source="ilr")
    nobody = LEARNERS.replace("9876543210", " ")
    store.load_source(written(tmp_path, nobody, "learners.txt", "|"), source="ilr")
    assert sorted(store.store.submissions()["ukprn"].to_pylist()) == [0, 501, 502]


def test_it_is_not_measured_like_a_return(store: Environment):
    assert not not_measured(store.store).num_rows


def test_the_same_copy_again_changes_nothing(store: Environment, tmp_path: Path):
    store.load_source(written(tmp_path, AIMS, "again.txt", "|"), source="ilr")
    assert store.store.submissions().num_rows == 3
