"""Every table that measures count and that returns do not hold says where each of its columns comes from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.support.deliveries import Stored
from tests.support.properties import sampled
from tests.support.text_tables import rows

import alder
from alder.engine.duckdb import DuckDB
from alder.measures import Query, measures
from alder.measures.calculation.extract_table import draw, read_by
from alder.measures.cohorts import linked_people
from alder.measures.cohorts.cohort_table import (
    ROWS,
    CohortBuild,
    CohortColumn,
    CohortTable,
    MissingColumn,
    cohort_table_of,
    cohort_tables,
    parted,
)
from alder.measures.measure import PERSON
from alder.measures.query_explanation import facts
from alder.model.period import AcademicYear
from alder.sources import catalogue

COUNTING = [m for m in measures if m.extract]


def name_of(drawing: CohortTable) -> str:
    return drawing.name


each_drawing = pytest.mark.parametrize("drawing", list(cohort_tables), ids=name_of)


def test_each_measure_that_counts_no_aims_has_one_drawing_of_its_table() -> None:
    assert sorted(name for d in cohort_tables for name in d.measures) == sorted(m.name for m in COUNTING)
    for m in COUNTING:
        drawing, extract = cohort_table_of(m.name), m.extract
        assert drawing is not None
        assert extract is not None
        assert drawing.table == extract.name
        assert {p.name for p in drawing.parameters} <= {p.name for p in m.parameters}
    assert cohort_table_of("starts") is None


@each_drawing
def test_every_column_is_declared_with_fields_that_the_layouts_have(drawing: CohortTable) -> None:
    extract = measures[drawing.measures[0]].extract
    assert extract is not None
    assert set(drawing.columns) == {ROWS, *extract.columns}
    read = {(r.source, r.entity) for r in drawing.records}
    for name, column in drawing.columns.items():
        if isinstance(column, MissingColumn):
            assert name in PERSON, f"{name} is counted by, and nothing gives it"
            assert column.lacks
            continue
        assert column.how
        for path in (*column.fields, *column.helped, *(p for y in (2012, 2016) for p, _ in column.by_year(y))):
            source, entity, field = parted(path)
            assert (source, entity) in read, f"{path} is of a record that is not read"
            assert field in catalogue.source(source).entity(entity)


@each_drawing
def test_every_kind_of_record_gives_something(drawing: CohortTable) -> None:
    used = {
        parted(p)[:2] for c in drawing.columns.values() if isinstance(c, CohortColumn) for p in (*c.fields, *c.helped)
    }
    assert {(r.source, r.entity) for r in drawing.records} == used
    assert all(r.gives and r.said and r.published for r in drawing.records)
    assert not drawing.cohort.optional


@each_drawing
def test_records_without_a_row_make_a_table_without_a_row(drawing: CohortTable) -> None:
    extract = measures[drawing.measures[0]].extract
    assert extract is not None
    settings = measures[drawing.measures[0]].defaults()
    for year in (2012, 2016):
        with DuckDB() as engine:
            for name, schema in read_by(drawing).items():
                engine.add(name, schema.empty_table())
            draw(CohortBuild(engine, drawing, year, settings), extract.name, extract.schema)
            assert engine.schema(extract.name).names == extract.schema.names
            assert [f.type for f in engine.schema(extract.name)] == [f.type for f in extract.schema]


@pytest.mark.parametrize("drawing", sampled(cohort_tables, 4), ids=name_of)
def test_a_question_is_explained_before_anything_is_held(drawing: CohortTable, tmp_path: Path) -> None:
    question = (drawing.measures[0], "--year", "2016/17", "--explain")
    asked = Stored(tmp_path).ask(*question)
    assert asked.exit_code == 0, repr(asked.exception)
    before, _, sql = asked.output.partition("\nSQL\n")
    for records in drawing.records:
        assert records.published in before
    assert "none is held" in before
    assert "Where its columns come from" in before
    assert f"CREATE OR REPLACE TEMP TABLE {drawing.table} AS" in sql


def test_programs_are_told_the_same_and_what_is_not_held(tmp_path: Path) -> None:
    stored = Stored(tmp_path)
    answers = "GRADUATEKEY | INSTANCEKEY | UKPRN | ALLACT01\nG1 | I1 | 10000001 | 1"
    stored.load("graduate_outcomes.core", answers, year="2020/21", edition="C20072")
    question = ("graduate_outcomes_share", "--year", "2020/21..2021/22", "--explain")
    facts = json.loads(stored.ask(*question, "--format", "json").output)
    survey = [d for d in facts["deliveries"] if d["source"] == "graduate_outcomes"]
    assert [(d["year"], len(d["held"]), d["missing_years"]) for d in survey] == [
        ("2020/21", 1, []),
        ("2021/22", 0, ["2021/22"]),
    ]
    assert {c["column"]: c["missing"] for c in facts["columns"]}["LLDDHealthProb"]
    said = " ".join(stored.ask(*question).output.split())
    assert "CORE (C22072 delivery) of 2020/21 graduates of the survey: edition C20072, delivery" in said
    assert "CORE (C22072 delivery) of 2021/22 graduates of the survey: none is held" in said


def test_part_of_the_years_that_are_needed_is_said_too(tmp_path: Path) -> None:
    stored = Stored(tmp_path)
    stored.load(
        "hesa.student_leo", "PUPILMATCHINGREFANONYMOUS | XPSR01 | COMDATE | ENDDATE\nP1|1|20SEP2016|.", year="2016/17"
    )
    said = " ".join(stored.ask("post_16_main_activity", "--year", "2014/15", "--explain").output.split())
    assert "HESA (in LEO) of 2015/16 to 2016/17 study at universities: edition made up, delivery" in said
    assert "; 2015/16 is not held" in said


def test_a_table_that_is_handed_over_is_explained_without_deliveries() -> None:
    with DuckDB() as engine:
        found = facts(engine, Query.ask("graduate_employment_rate", year="2016/17"))
    assert found["deliveries"] == found["columns"] == []
    assert all("hesa" not in s["sql"] for s in found["sql"]["statements"])


def test_two_pseudonyms_never_share_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linked_people, "_from", lambda pseudonym: 7)
    assert linked_people.numbered(["a", "b", "7", "0012", "501"]) == {7: "a", 8: "b", 9: "7", 10: "0012", 501: "501"}


@pytest.mark.parametrize("measure", [m.name for m in COUNTING])
def test_the_page_of_a_measure_says_what_to_load_and_how_columns_are_drawn(measure: str) -> None:
    drawing = cohort_table_of(measure)
    assert drawing is not None
    page = " ".join(alder.explain(measure).text().split())
    for records in drawing.records:
        assert f"alder load --source {records.source} FILE" in page
    assert "How its columns are drawn" in page
    assert f"a table called {drawing.table}" in page


def test_years_of_records_follow_the_cohort_and_the_question() -> None:
    post_16 = cohort_table_of("post_16_main_activity")
    assert post_16 is not None
    schools = next(r for r in post_16.records if r.source == "plams")
    assert schools.years(2014, {"years_after": 1}) == (2015, 2016)
    assert schools.years(2014, {"years_after": 3}) == (2017, 2018)
    assert schools.years(2014, {"years_after": 4}) is None
    level_3 = cohort_table_of("level_3_value_added")
    assert level_3 is not None
    before = [r.years(2014, {}) for r in level_3.records if r.source == "npd_ks4"]
    assert before == [None, None]
    assert AcademicYear(2014).label == "2014/15"


YEARS = """
    said                                                                    | years
    the cohort's year                                                       | 0
    the year in which the course ended                                      | 0
    the year after                                                          | 1
    the autumn return of the year after                                     | 1
    the terms of the year after                                             | 1
    the tax year that starts in the year after, from 2013/14                | 1
    the tax years looked at                                                 | 1 2
    the tax years looked at, from 2013/14                                   | 1 2
    the academic years that the tax years touch                             | 0 1 2
    the tax year looked at                                                  | 2
    the tax year looked at, from 2013/14                                    | 2
    the two academic years that the tax year touches                        | 1 2
    the autumn returns of these years, up to three years after key stage 4  | 1 2
    the terms of these years, up to three years after key stage 4           | 1 2
    two years before, from 2015/16 on                                       | -2
    one and three years before, from 2015/16 on                             | -1 -3
    of any year                                                             |
    spells up to the last month looked at                                   |
    claims up to the last month looked at                                   |
"""


def test_the_years_of_which_records_are_needed_are_those_that_are_said() -> None:
    """Counted from that of the cohort, with the settings that hold where none is given."""
    needed = {
        (r.said, " ".join(str(y - 2017) for y in r.years(2017, settings_of(drawing)) or ()))
        for drawing in cohort_tables
        for r in drawing.records
    }
    assert needed == {(row["said"], row["years"] or "") for row in rows(YEARS)}


def settings_of(drawing: CohortTable) -> dict[str, object]:
    return {p.name: p.default for p in measures[drawing.measures[0]].parameters}
