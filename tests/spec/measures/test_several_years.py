"""One table over several years: the years side by side, never added, and what must be told of them."""

from datetime import date

import pyarrow as pa
import pytest
from tests.support.aim_tables import returns

import alder
from alder.engine.duckdb import DuckDB
from alder.errors import NothingHeld, UsageError
from alder.measures import Query, measures
from alder.model.period import AcademicYear
from alder.model.statistic import TIME, TOTAL

LEARNERS = """
    year    | ukprn    | LearnRefNumber | ULN        | Sex | Ethnicity
    2018/19 | 10000001 | A              | 1000000001 | F   | 31
    2018/19 | 10000001 | B              | 1000000002 | M   | 99
    2020/21 | 10000001 | A              | 1000000001 | F   | 31
    2020/21 | 10000002 | C              | 1000000003 | F   | 39
"""
AIMS = """
    year    | ukprn    | LearnRefNumber | LearnStartDate | LearnActEndDate | CompStatus | Outcome
    2018/19 | 10000001 | A              | 2018-09-01     |                 | 1          |
    2018/19 | 10000001 | B              | 2018-09-01     | 2019-06-30      | 2          | 1
    2020/21 | 10000001 | A              | 2018-09-01     |                 | 1          |
    2020/21 | 10000002 | C              | 2020-09-01     |                 | 1          |
"""
SAME = {"AimType": 4, "FundModel": 35, "LearnAimRef": "60000001", "LearnPlanEndDate": date(2021, 7, 31)}


@pytest.fixture(name="engine", scope="module")
def _engine() -> object:
    return returns(LEARNERS, AIMS, **SAME)


def test_years_stand_side_by_side_and_are_never_added(engine: object) -> None:
    found = alder.tabulate(engine, "learners_participating", by="sex", years="2018/19..2020/21")
    assert [f.id for f in found.filters] == [TIME, "sex"]
    assert not found.filter(TIME).has_total
    assert TOTAL not in found.cells[TIME].to_pylist()
    assert [c.code for c in found.filter(TIME).categories] == ["2018/19", "2020/21"]
    at = {
        (y, s): found.value("learners", time_period=y, sex=s) for y in ("2018/19", "2020/21") for s in ("F", "M", TOTAL)
    }
    assert at == {
        ("2018/19", "F"): 1, ("2018/19", "M"): 1, ("2018/19", TOTAL): 2,
        ("2020/21", "F"): 2, ("2020/21", "M"): 0, ("2020/21", TOTAL): 2,
    }  # fmt: skip


def test_each_year_is_what_its_own_table_says(engine: object) -> None:
    together = alder.tabulate(engine, "starts", by="provider", years=["2018/19", "2020/21"])
    for year in ("2018/19", "2020/21"):
        alone = alder.tabulate(engine, "starts", by="provider", year=year)
        for row in alone.cells.to_pylist():
            where = {"scope": row["scope"], "provider": row["provider"]}
            assert together.value("starts", time_period=year, **where) == row["starts"]


def test_a_year_that_is_not_held_is_named_and_the_others_are_shown(engine: object) -> None:
    found = alder.tabulate(engine, "starts", years="2018/19..2021/22")
    assert "No figures for 2019/20 and 2021/22: no return is held." in found.notes
    assert [(p.year.label, p.missing) for p in found.periods] == [
        ("2018/19", False), ("2019/20", True), ("2020/21", False), ("2021/22", True),
    ]  # fmt: skip
    assert found.period == "2018/19 to 2021/22"
    with pytest.raises(NothingHeld, match="no return of these years is held") as refused:
        alder.tabulate(engine, "starts", years="2012/13..2014/15")
    assert "Nearest years: 2018/19." in str(refused.value)


def test_providers_that_differ_between_the_years_are_told(engine: object) -> None:
    found = alder.tabulate(engine, "starts", years="2018/19..2020/21")
    assert "not of the same providers in every year" in " ".join(found.notes)
    assert found.coverage == "1 to 2 providers a year, ILR 2018/19 and 2020/21 R14"
    assert found.sources == ("ILR 2018/19 and 2020/21 R14",)


def test_breaks_between_the_years_travel_and_one_before_them_does_not(engine: object) -> None:
    found = alder.tabulate(engine, "starts", years="2018/19..2020/21", scope="apprenticeships")
    assert {b.year.label for b in found.quality.breaks} == {"2019/20"}
    assert "Q-BREAK" in {c.code for c in found.quality.caveats}
    later = alder.tabulate(engine, "starts", years="2020/21..2021/22", scope="apprenticeships")
    assert later.quality.breaks == ()


def test_a_category_for_no_known_value_stays_where_any_year_needs_it(engine: object) -> None:
    """In 2018/19 one learner has no known ethnic group, in 2020/21 nobody: a true 0."""
    found = alder.tabulate(engine, "learners_participating", by="ethnicity", years="2018/19..2020/21")
    unknown = [found.value("learners", time_period=y, ethnicity="Unknown") for y in ("2018/19", "2020/21")]
    assert unknown == [1, 0]
    assert found.filter("ethnicity").categories[-1].code == "Unknown"
    by_sex = alder.tabulate(engine, "learners_participating", by="sex", years="2018/19..2020/21")
    assert "Unknown" not in {c.code for c in by_sex.filter("sex").categories}


def test_a_note_of_some_years_names_them(engine: object) -> None:
    found = alder.tabulate(engine, "achievement_rate", years="2018/19..2020/21")
    assert any(n.startswith("2018/19: One return alone cannot give") for n in found.notes)
    assert [p.provisional for p in found.periods] == [True, False, False]


YEARS = [
    ("2020/21", "2020/21"),
    ("2018/19..2020/21", "2018/19..2020/21"),
    ("2020/21, 2018/19", "2018/19,2020/21"),
    ("2018/19,2019/20", "2018/19..2019/20"),
    ("2018-19..202021", "2018/19..2020/21"),
    ("2016/17,2018/19..2020/21,2019/20", "2016/17,2018/19..2020/21"),
]


@pytest.mark.parametrize(("asked", "kept"), YEARS)
def test_years_are_asked_for_alone_as_a_range_or_as_a_list(asked: str, kept: str) -> None:
    query = Query.ask("starts", years=asked)
    assert f'"years": "{kept}"' in query.to_json()
    assert Query.from_json(query.to_json()) == query


def test_years_that_are_none_are_refused() -> None:
    for asked, said in (
        ("", "no year is asked for"),
        ("1950/51..2020/21", "more than a table holds"),
        ("2020", "not an academic year"),
    ):
        with pytest.raises(UsageError, match=said):
            Query.ask("starts", years=asked)


WRONG = [
    ("{", "the question is not JSON"),
    ("[1]", "a question is one JSON object"),
    ('{"alder_query": 1, "measure": "starts", "year": "2020/21"}', "no key of a question called year"),
    ('{"measure": "starts", "years": "2020/21"}', "of another form"),
    ('{"alder_query": 2, "measure": "starts", "years": "2020/21"}', "of another form"),
    ('{"alder_query": true, "measure": "starts", "years": "2020/21"}', "of another form"),
    ('{"alder_query": 1, "years": "2020/21"}', "the question has no measure"),
    ('{"alder_query": 1, "measure": "starts"}', "the question has no years"),
    ('{"alder_query": 1, "measure": 3, "years": "2020/21"}', "measure is a text"),
    ('{"alder_query": 1, "measure": "start", "years": "2020/21"}', "no measure called start"),
    ('{"alder_query": 1, "measure": "starts", "years": "2020/21", "by": "sex"}', "by is a list"),
    ('{"alder_query": 1, "measure": "starts", "years": "2020/21", "by": ["sexx"]}', "no characteristic called sexx"),
    ('{"alder_query": 1, "measure": "starts", "years": "2020/21", "by": ["imd"]}', "imd_decile or imd_quintile"),
    ('{"alder_query": 1, "measure": "starts", "years": "2020/21", "where": "sex ="}', "expected a value of sex"),
    ('{"alder_query": 1, "measure": "starts", "years": "2020/21", "set": {"transfer_days": true}}', "set gives each"),
    ('{"alder_query": 1, "measure": "starts", "years": "2020/21", "set": {"transfer_day": 3}}', "no parameter called"),
    ('{"alder_query": 1, "measure": "starts", "years": "2020/21", "as_of": "R15"}', "no return called R15"),
    ("[" * 100_000, "the question is not JSON"),
]


@pytest.mark.parametrize(("text", "said"), WRONG, ids=[w[:60] for w, _ in WRONG])
def test_a_question_in_json_that_is_wrong_is_refused_by_name(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        Query.from_json(text)


def test_an_extract_is_asked_about_several_years_as_returns_are() -> None:
    measure = measures["sustained_learning_rate"]
    assert measure.extract
    schema = measure.extract.schema
    key = {"person": 1, "ukprn": 10000001}
    rows = [{**key, "year": 2018}, {**key, "year": 2020, "person": 2}]
    with DuckDB() as engine:
        engine.add(measure.extract.name, pa.Table.from_pylist(rows, schema=schema))
        found = alder.tabulate(engine, measure.name, years="2018/19..2020/21")
    assert [(p.year.label, p.missing) for p in found.periods] == [
        ("2018/19", False), ("2019/20", True), ("2020/21", False),
    ]  # fmt: skip
    assert found.coverage == f"{measure.extract.title}, as it was loaded"


def test_a_query_made_by_hand_is_of_its_year() -> None:
    year = AcademicYear(2020)
    assert Query("starts", year).years == (year,)
    assert Query.ask("starts", year=year).years == (year,)
