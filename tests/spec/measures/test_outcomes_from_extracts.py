"""Measures that count an extract of another source: outcomes after learning, graduates, results at 16 to 18."""

from typing import Any

import pyarrow as pa
import pytest
from tests.support.deliveries import averages, holding
from tests.support.text_tables import rows

import alder
from alder.engine.duckdb import DuckDB
from alder.errors import NoFigures, UnreadableFile, UsageError
from alder.measures import Query, measures
from alder.measures.calculation.extract_table import opened as opened_extract
from alder.measures.calculation.record_keys import RecordSecret
from alder.measures.calculation.result import providers_in, splits_of, to_counts
from alder.measures.calculation.returns import ExtractSource, ReferenceUse
from alder.measures.calculation.shared_counting import YearQuery, count_queries
from alder.measures.condition import names_for
from alder.measures.display_rules import display_rules
from alder.measures.graduate_outcomes_share import weighted_share
from alder.measures.level_3_value_added import provider_scores
from alder.measures.query_explanation import Rehearsal

YEAR = "2015/16"
EMPLOYED = Query.ask("sustained_employment_rate", year=YEAR)


def figures(measure: str, text: str, same: dict[str, Any] | None = None, **options: Any) -> dict[str, int]:
    found = alder.tabulate(holding(measure, text, **(same or {})), measure, year=YEAR, **options)
    return {k: v for k, v in found.cells.to_pylist()[-1].items() if isinstance(v, int)} | dict(found.excluded)


def by(measure: str, text: str, name: str, same: dict[str, Any] | None = None, **options: Any) -> dict[str, int]:
    found = alder.tabulate(holding(measure, text, **(same or {})), measure, by=name, year=YEAR, **options)
    first = found.counts[0].id
    return {r[name]: r[first] for r in found.cells.to_pylist() if r[first]}


ACHIEVED = {"achieved": True, "matched": True, "apprenticeship": False, "level": 2}
LEAVERS = """
    learner       | employment | learning | apprenticeship_run | matched
    works         | 111111     | 000000   |                    |
    both          | 111111     | 111111   |                    |
    learns        | 000000     | 111111   |                    |
    apprentice    | 000000     | 000000   | 6                  |
    switches once | 001111     | 110000   |                    |
    neither       | 110000     | 000011   |                    |
    not found     |            |          |                    | no
"""


@pytest.mark.parametrize(
    ("measure", "count", "of_six"),
    [
        ("sustained_positive_destination_rate", "positive", 5),
        ("sustained_employment_rate", "employed", 2),
        ("sustained_learning_rate", "in_learning", 3),
    ],
)
def test_outcomes_count_matched_achievers_and_say_who_was_not_found(measure: str, count: str, of_six: int) -> None:
    assert figures(measure, LEAVERS, ACHIEVED) == {"learners": 6, count: of_six, "not found in the linked data": 1}


def test_behind_outcomes_are_those_who_count_and_nobody_who_was_only_looked_for() -> None:
    with opened_extract(holding("sustained_employment_rate", LEAVERS, **ACHIEVED), EMPLOYED) as (engine, extract):
        splits = splits_of(engine, EMPLOYED, providers_in(engine, extract), ReferenceUse())
        [(counted, match)] = count_queries(engine, [YearQuery(EMPLOYED, splits, secret=RecordSecret(b"made up"))])
    records = counted[None].records
    assert records is not None
    assert sorted(records["learners"].to_pylist()) == [True] * 6
    assert match is not None
    assert (match.rates[0].looked_for, match.rates[0].found) == (7, 6)


def test_outcomes_that_exclude_each_other_add_up_to_all_who_were_matched() -> None:
    assert by("sustained_positive_destination_rate", LEAVERS, "outcome", ACHIEVED) == {
        "employment only": 1,
        "employment and learning": 1,
        "learning only": 2,
        "combination": 1,
        "not sustained": 1,
        "Total": 6,
    }


def test_one_record_counts_for_each_learner_and_provider() -> None:
    text = """
        record         | person | ukprn    | apprenticeship | level | full_level | ended      | employment
        1              | 1      | 10000001 | no             | 3     | yes        | 2016-06-01 | 111111
        2              | 1      | 10000001 | yes            | 2     | yes        | 2016-03-01 | 000000
        3              | 1      | 10000002 | no             | 2     | no         | 2016-06-01 | 111111
        4              | 1      | 10000002 | no             | 2     | yes        | 2016-03-01 | 000000
    """
    assert figures("sustained_employment_rate", text, ACHIEVED) == {"learners": 2, "employed": 0}
    assert by("sustained_employment_rate", text, "provider", ACHIEVED) == {"10000001": 1, "10000002": 1, "Total": 2}


def test_what_was_not_achieved_and_other_years_do_not_count() -> None:
    text = "achieved | year | employment\nno | 2015 | 111111\nyes | 2014 | 111111\nyes | 2015 | 111111"
    assert figures("sustained_employment_rate", text, ACHIEVED) == {"learners": 1, "employed": 1}


PUPILS = """
    pupil    | stage | education | employment | benefits | Sex
    school   | ks4   | 111111    |            |          | F
    gap      | ks4   | 111110    |            |          | F
    mixed    | ks4   | 111000    | 000111     |          | M
    nobody   | ks4   |           |            |          | M
    college  | 16-18 | 111111    |            |          | M
"""


def test_destinations_keep_their_stages_apart_and_everyone_in_the_cohort() -> None:
    assert figures("key_stage_4_destination_rate", PUPILS) == {"students": 4, "sustained": 2}
    assert figures("destination_rate_after_16_to_18", PUPILS) == {"students": 1, "sustained": 1}
    assert figures("key_stage_4_destination_rate", PUPILS, mixed_destination="none")["sustained"] == 1
    assert by("key_stage_4_destination_rate", PUPILS, "destination") == {
        "education": 1,
        "employment": 1,
        "not sustained": 1,
        "activity not captured": 1,
        "Total": 4,
    }
    assert by("key_stage_4_destination_rate", PUPILS, "sex") == {"F": 2, "M": 2, "Total": 4}


GRADUATES = """
    graduate | years_after | found | employment | self_employed | study | paid_days | pay   | self_employment_pay
    works    | 1           | yes   | 111111     |               |       | 365       | 20000 |
    part     | 1           | yes   | 011111     |               |       | 200       | 10000 |
    both     | 1           | yes   | 111111     |               | yes   | 365       | 30000 | 1000
    studies  | 1           | yes   | 100000     |               | yes   | 10        | 500   |
    unpaid   | 1           | yes   | 111111     |               |       | 365       | 0     |
    abroad   | 1           | no    |            |               |       |           |       |
    later    | 3           | yes   | 111111     |               |       | 365       | 40000 |
"""
COMMON_YEAR = {"days_in_year": 365}


def test_graduates_are_counted_in_the_tax_year_asked_for() -> None:
    assert figures("graduate_employment_rate", GRADUATES, COMMON_YEAR) == {"graduates": 6, "employed": 4}
    assert figures("graduate_employment_or_study_rate", GRADUATES, COMMON_YEAR) == {"graduates": 6, "active": 5}
    assert figures("graduate_employment_rate", GRADUATES, COMMON_YEAR, years_after=3) == {"graduates": 1, "employed": 1}
    assert by("graduate_employment_rate", GRADUATES, "activity", COMMON_YEAR)["not captured"] == 1


def test_median_earnings_are_of_those_in_work_with_pay_and_scaled_to_the_year() -> None:
    engine = holding("graduate_earnings", GRADUATES, **COMMON_YEAR)
    assert averages(engine, "graduate_earnings", year=YEAR) == [{"of": 3, "earnings": 20_000.0}]
    without = averages(engine, "graduate_earnings", by="activity", year=YEAR, self_employment_income="left_out")
    assert {r["activity"]: r["earnings"] for r in without if r["of"]} == {
        "employment only": 19_125.0,
        "employment with study": 30_000.0,
    }


def test_a_table_of_a_median_says_of_how_many_it_is_and_rounds_it_to_100_pounds() -> None:
    counts = alder.tabulate(holding("graduate_earnings", GRADUATES, **COMMON_YEAR), "graduate_earnings", year=YEAR)
    assert {i.id: str(counts.value(i.id)) for i in counts.indicators} == {
        "graduates": "6",
        "with_earnings": "3",
        "earnings_share": "50.0",
        "earnings": "20000",
    }
    assert counts.contributions.num_rows == 3, "nobody without earnings"


def test_the_main_activity_after_16_is_one_for_each_person() -> None:
    year, none = "1" * 12, "0" * 12
    text = f"""
        person | years_after | higher_education | further_education | benefits | employment
        1      | 1           | {none}           | {year}            | {none}   | {year}
        2      | 1           | {none}           | {none}            | {none}   | {year}
        3      | 1           | {none}           | {none}            | {none}   | 111111111110
        4      | 1           |                  |                   |          |
        1      | 2           | {none}           | {none}            | {none}   | {year}
    """
    assert figures("post_16_main_activity", text) == {"people": 4, "active": 2}
    assert by("post_16_main_activity", text, "activity") == {
        "Further education": 1,
        "Employment": 1,
        "No sustained activity": 1,
        "Activity not captured": 1,
        "Total": 4,
    }
    assert figures("post_16_main_activity", text, work_months=11)["active"] == 3


SURVEY = "\n".join(
    [
        "graduate | Sex | answered | positive",
        *["f | F | yes | yes"] * 3,
        "f | F | yes | no",
        *["f | F | no |"] * 4,
        "m | M | yes | no",
        "m | M | no |",
    ]
)


def test_a_survey_shows_its_response_and_a_weighted_share_as_a_check_alone() -> None:
    assert figures("graduate_outcomes_share", SURVEY) == {"asked": 10, "answered": 5, "positive": 3}
    engine = holding("graduate_outcomes_share", SURVEY)
    found = weighted_share(engine, by="sex", year=YEAR)
    assert found == {"response_rate": 50.0, "unweighted": 60.0, "weighted": pytest.approx(60.0)}
    caveats = [c.code for c in alder.tabulate(engine, "graduate_outcomes_share", year=YEAR).quality.caveats]
    assert "Q-SURV" in caveats


@pytest.mark.parametrize(("setting", "weighted"), [("missing", None), ("left_out", 75.0)])
def test_a_group_of_which_nobody_answered_has_no_weighted_share(setting: str, weighted: float | None) -> None:
    text = SURVEY.replace("m | M | yes | no", "m | M | no |")
    engine = holding("graduate_outcomes_share", text)
    assert weighted_share(engine, by="sex", year=YEAR, nobody_answered=setting)["weighted"] == weighted


def test_nobody_asked_in_a_survey_has_no_shares() -> None:
    from alder.measures.graduate_outcomes_share import shares
    from alder.model import expr

    with DuckDB() as engine:
        schema = pa.schema([(c, pa.int64()) for c in ("population", "respondents", "yes")])
        engine.add("strata", schema.empty_table())
        found = engine.run(lambda: shares(expr.table("strata", schema))).to_pylist()
    assert found == [{"response_rate": None, "unweighted": None, "weighted": None}]


NEXT = """
    person | achieved_level | level | months | higher_education
    1      | 3              | 4     | 9      | yes
    2      | 3              | 4     | 5      | yes
    3      | 3              | 5     | 9      | no
    4      | 3              |       |        |
    4      | 3              | 4     | 6      | yes
"""


def test_higher_education_must_last_and_a_person_counts_once() -> None:
    assert figures("progression_to_higher_education_rate", NEXT) == {"learners": 4, "progressed": 2}


RESULTS = """
    person | ukprn    | subject | prior | points
    1      | 10000001 | maths   | high  | 50
    2      | 10000001 | maths   | high  | 40
    3      | 10000002 | maths   | high  | 30
    4      | 10000002 | maths   | low   | 20
    5      | 10000001 | maths   | low   | 10
"""


def test_value_added_is_the_result_above_that_of_students_alike_in_the_country() -> None:
    engine = holding("level_3_value_added", RESULTS)
    rows = provider_scores(engine, year=YEAR).to_pylist()
    assert [(r["ukprn"], r["results"], round(r["value_added"], 3)) for r in rows] == [
        (10000001, 3, 1.667),
        (10000002, 2, -2.5),
    ]
    assert {r["significance"] for r in rows} == {"not different"}
    assert all(r["lower"] < r["value_added"] < r["upper"] for r in rows)
    own = provider_scores(engine, year=YEAR, value_added_spread="provider").to_pylist()
    assert own[0]["upper"] - own[0]["lower"] < rows[0]["upper"] - rows[0]["lower"]
    mean = averages(engine, "level_3_value_added", by="provider", year=YEAR)
    assert [round(r["value_added"], 3) for r in mean] == [1.667, -2.5]


def test_progress_in_english_and_maths_is_of_those_below_a_good_pass() -> None:
    text = """
        person | subject | entered | best_points | prior_points
        1      | english | yes     | 3           | 2
        1      | maths   | no      |             | 3
        2      | english | yes     | 6           | 5
        2      | maths   | yes     | 2.5         | 2
    """
    engine = holding("english_and_maths_progress", text)
    found = averages(engine, "english_and_maths_progress", by="subject", year=YEAR)
    assert [(r["subject"], r["of"], r["progress"]) for r in found] == [
        ("english", 1, 1.0),
        ("maths", 2, -0.25),
    ]


def test_a_good_pass_in_english_and_maths_has_the_points_of_its_year() -> None:
    text = """
        person | subject | entered | best_points | prior_points
        1      | english | yes     | 5           | 3
        2      | english | yes     | 5           | 4
        3      | english | yes     | 6           | 5
    """
    found = {}
    for year, start in (("2018/19", 2018), ("2019/20", 2019)):
        engine = holding("english_and_maths_progress", text, year=start)
        found[year] = averages(engine, "english_and_maths_progress", by="subject", year=year)[0]["of"]
    assert found == {"2018/19": 2, "2019/20": 1}, "a D is below the pass of letters, and 4 is the pass of numbers"


# What is not there is said


NEEDING = [m.name for m in measures if m.extract]


@pytest.mark.parametrize("name", NEEDING)
def test_without_its_extract_a_measure_says_what_to_load(name: str, tmp_path: object) -> None:
    with DuckDB() as engine, pytest.raises(NoFigures) as refused:
        alder.tabulate(engine, name, year=YEAR)
    text = str(refused.value)
    assert f"{name} needs" in text
    assert "no extract of it is loaded" in text
    assert f"alder explain {name}" in text
    with pytest.raises(NoFigures, match="no extract of it is loaded"):
        alder.tabulate(alder.open(str(tmp_path)), name, year=YEAR)


def test_an_extract_knows_no_kinds_of_provision() -> None:
    with pytest.raises(UsageError, match="It has no kinds of provision: leave the scope out"):
        alder.tabulate(DuckDB(), "graduate_employment_rate", year=YEAR, scope="apprenticeships")


def test_a_table_of_other_columns_is_refused_with_those_it_lacks() -> None:
    with DuckDB() as engine:
        engine.add("school_leaver_destinations", pa.table({"person": pa.array([1], pa.int64())}))
        with pytest.raises(UnreadableFile, match="does not have the columns") as refused:
            alder.tabulate(engine, "key_stage_4_destination_rate", year=YEAR)
    assert "stage (string)" in str(refused.value)


def test_a_year_without_rows_and_rows_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(NoFigures, match=r"no rows of that year\n\n  It has 2015/16\."):
        alder.tabulate(holding("key_stage_4_destination_rate", PUPILS), "key_stage_4_destination_rate", year="2016/17")
    twice = "person | stage\n1 | ks4\n1 | ks4"
    with pytest.raises(UnreadableFile, match="holds the same thing twice"):
        alder.tabulate(holding("key_stage_4_destination_rate", twice), "key_stage_4_destination_rate", year=YEAR)
    two_ways = "person | achieved_level | Sex\n1 | 2 | F\n1 | 2 | M"
    with pytest.raises(UnreadableFile, match="describes a person in two ways"):
        alder.tabulate(
            holding("progression_to_higher_education_rate", two_ways),
            "progression_to_higher_education_rate",
            year=YEAR,
        )


def test_figures_of_an_extract_can_be_protected_and_carry_its_grade() -> None:
    rows = "\n".join(
        ["stage | Sex | education", *["ks4 | F | 111111"] * 30, *["ks4 | F | 0"] * 20, *["ks4 | M | 1"] * 40]
    )
    engine = holding("key_stage_4_destination_rate", rows)
    counts = alder.tabulate(engine, "key_stage_4_destination_rate", by="sex", year=YEAR)
    assert counts.quality.of_cell([]) == "C", "its source is B, and its definition a best reading"
    assert counts.coverage.endswith("as it was loaded")
    protected = alder.protect(counts, "dfe-statistics")
    assert str(protected.value("key_stage_4_destination_rate", sex="F")) == "60"


def test_rows_of_an_extract_are_filtered_by_its_columns_its_variables_and_those_of_people() -> None:
    text = """
        ukprn    | level | Sex | employment | full_level
        10000001 | 2     | F   | 111111     | yes
        10000001 | 3     | F   | 000000     | no
        10000002 | 3     | M   | 111111     |
    """
    for where, learners in {
        "level >= 3": 2,
        "sex = F and level = 3": 1,
        "provider = 10000002": 1,
        "ukprn = 10000001 and full_level = yes": 1,
        "full_level is not known": 1,
        "outcome = 'employment only'": 2,
        "Sex = M or outcome != 'employment only'": 2,
    }.items():
        found = figures("sustained_employment_rate", text, {**ACHIEVED, "level": None}, where=where)
        assert found["learners"] == learners, where
    with pytest.raises(UsageError, match="nothing is called DateOfBirth"):
        figures("sustained_employment_rate", text, ACHIEVED, where="DateOfBirth = 2000-01-01")
    with pytest.raises(UsageError, match=r"nothing is called LearnDelFAM\.SOF"):
        figures("sustained_employment_rate", text, ACHIEVED, where="LearnDelFAM.SOF = 105")


@pytest.mark.parametrize("measure", [m.name for m in measures if m.extract and not m.averages])
def test_every_name_of_an_extract_can_be_asked_of_every_measure_of_it(measure: str) -> None:
    extract = measures[measure].extract
    assert extract is not None
    known = {n.name for n in names_for(measure).values()}
    assert known >= {*extract.variables, "provider"}
    with Rehearsal({extract.name: extract.schema}) as engine:
        where = " or ".join(f"{name} is known" for name in sorted(known))
        query = Query.ask(measure, year=YEAR, where=where)
        assert to_counts(engine, query, ExtractSource(extract, ()), {}).value(measures[measure].counts[0].id) == 0


def test_who_was_found_of_the_whole_year_is_the_same_whatever_a_question_leaves_out() -> None:
    """That rate goes with every table, so a filter must not make a second one of it."""
    held = holding("sustained_employment_rate", LEAVERS, **ACHIEVED)
    asked: list[dict[str, Any]] = [{}, {"by": "sex"}, {"where": "level = 3"}, {"by": "sex", "where": "level = 2"}]
    found = [alder.tabulate(held, "sustained_employment_rate", year=YEAR, **one).matched for one in asked]
    assert [m and [(r.looked_for, r.found) for r in m.whole] for m in found] == [[(7, 6)]] * 4
    assert found[2] is not None
    assert found[2].rates[0].looked_for == 0


EARNINGS = """
    median | graduates | shown
    21449.5 | 11 | 21400
    21450 | 11 | 21500
    21450 | 10 | c
    | 30 | c
"""


@pytest.mark.parametrize("row", rows(EARNINGS), ids=lambda r: f"{r['median']} of {r['graduates']}")
def test_the_earnings_of_few_graduates_or_of_none_known_are_not_shown(row: dict[str, str]) -> None:
    median = float(row["median"]) if row["median"] else None
    assert str(display_rules["graduate_earnings"](median, int(row["graduates"]))) == row["shown"]
