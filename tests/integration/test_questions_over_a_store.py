"""Questions with filters over several years of a store, against SQL written by hand; and questions explained."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest
from tests.support.aim_tables import returns
from tests.support.properties import sampled

import alder
from alder.environment import Environment
from alder.errors import UsageError
from alder.measures import Query, measures
from alder.measures.query_explanation import asked
from alder.model.statistic import TIME
from alder.synth import parse_years, write_returns

HAND = """
    WITH d AS (FROM read_parquet({learning_delivery})), l AS (FROM read_parquet({learner}))
    SELECT d.collection_year AS year, l.Sex AS sex, count(*) AS starts
    FROM d JOIN l USING (submission, learner)
    WHERE d.return_number = 'R14' AND d.AimType = 1 AND d.ProgType IN (2, 3, 20, 21, 22, 23, 25)
      AND d.LearnStartDate BETWEEN make_date(left(d.collection_year, 4)::int, 8, 1)
                               AND make_date(left(d.collection_year, 4)::int + 1, 7, 31)
      AND d.LearnPlanEndDate - d.LearnStartDate + 1 >= 400 AND l.PlanLearnHours IS NULL
      AND (l.LLDDHealthProb = 2 OR l.Ethnicity IN (31, 32))
    GROUP BY ALL
"""
ON_RECORDS = """
    WITH d AS (FROM read_parquet({learning_delivery})), f AS (FROM read_parquet({learning_delivery_fam})),
         e AS (FROM read_parquet({employment_status_monitoring}))
    SELECT count(*) FROM d
    WHERE d.collection_year = '2020/21' AND d.return_number = 'R14' AND d.AimType = 1
      AND d.ProgType IN (2, 3, 20, 21, 22, 23, 25) AND d.LearnStartDate BETWEEN '2020-08-01' AND '2021-07-31'
      AND EXISTS (FROM f WHERE f.submission = d.submission AND f.aim = d.aim AND f.LearnDelFAMType = 'ACT'
                  AND f.LearnDelFAMDateFrom IS NOT NULL)
      AND NOT EXISTS (FROM e WHERE e.submission = d.submission AND e.learner = d.learner AND e.ESMType = 'LOE'
                      AND e.ESMCode IN (1, 2))
"""
WHERE = "planned_days >= 400 and PlanLearnHours is not known and (LLDDHealthProb = 2 or Ethnicity in (31, 32))"
EVERYBODY = {"restarts": "counted", "short_starts": "counted", "transfers": "counted"}


@pytest.fixture(scope="module", name="environment")
def _environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    folder = tmp_path_factory.mktemp("questions")
    write_returns(folder / "returns", providers=2, learners=150, years=parse_years(["2018/19..2020/21"]), seed=5)
    environment = alder.open(folder / "store")
    environment.load(folder / "returns")
    return environment


def test_a_filter_over_several_years_agrees_with_sql_by_hand(environment: Environment) -> None:
    """Restarts, short starts and transfers are counted here, so that the SQL stays short."""
    query = Query.ask(
        "starts", by="sex", years="2018/19..2021/22", where=WHERE, scope="apprenticeships", parameters=EVERYBODY
    )
    found = alder.tabulate(environment, query)
    files = {t: [str(p) for p in environment.store.files(t)] for t in ("learner", "learning_delivery")}
    by_hand = duckdb.sql(HAND.format(**files)).to_arrow_table().to_pylist()
    assert len(by_hand) == 6
    for row in by_hand:
        assert found.value("starts", **{TIME: row["year"], "sex": row["sex"]}) == row["starts"], row
    assert found.where == WHERE
    assert "No figures for 2021/22: no return is held." in found.notes
    assert {m.field for m in found.measured} >= {"PlanLearnHours", "LLDDHealthProb", "Ethnicity", "Sex"}
    sex = [(m.year, m.returns) for m in found.measured if m.field == "Sex"]
    assert sex == [("2018/19", 2), ("2019/20", 2), ("2020/21", 2)], "the returns of each year by themselves"


def test_a_whole_is_the_sum_of_its_filters(environment: Environment) -> None:
    """Aims fall in one category each, so filters that part them part the counts; `not known` is a part too."""
    whole = alder.tabulate(environment, "leavers", by="sex", year="2020/21", scope="apprenticeships")
    parts = [
        alder.tabulate(environment, "leavers", by="sex", year="2020/21", scope="apprenticeships", where=where)
        for where in ("age_band in (16-18, 'Under 16')", "age_band not in (16-18, 'Under 16')", "age_band is not known")
    ]
    for sex in ("F", "M"):
        assert sum(int(p.value("leavers", sex=sex) or 0) for p in parts) == whole.value("leavers", sex=sex)


def test_the_columns_of_a_split_are_what_filters_say(environment: Environment) -> None:
    split = alder.tabulate(environment, "learners_participating", by="ethnicity", year="2019/20")
    for code in ("White", "Asian", "Black"):
        alone = alder.tabulate(environment, "learners_participating", year="2019/20", where=f"ethnicity = {code}")
        assert alone.value("learners") == split.value("learners", ethnicity=code), code


def test_several_years_of_the_store_are_protected_and_written(environment: Environment, tmp_path: Path) -> None:
    counts = alder.tabulate(environment, "retention_rate", by="sex", years="2018/19..2020/21", scope="apprenticeships")
    assert counts.group.name == "the 2 providers held"
    assert counts.group.against == "nothing declares what the store holds as of R14"
    table = alder.protect(counts)
    with pytest.raises(UsageError, match="no code of a data file"):
        table.write_csv(tmp_path / "a.csv")
    for name in ("a.html", "a.parquet"):
        getattr(table, f"write_{name.partition('.')[2]}")(tmp_path / name)
    assert "Break in 2019/20:" in (tmp_path / "a.html").read_text(encoding="utf-8")
    assert [p.provisional for p in counts.periods] == [True, False, False], "nothing is held of the year before"
    assert counts.coverage == "2 providers a year, ILR 2018/19 to 2020/21 R14"


def test_a_question_is_explained_from_what_the_store_holds(environment: Environment) -> None:
    query = Query.ask("achievement_rate", by="provider", years="2017/18..2020/21", where=WHERE, return_number="R14")
    said = " ".join(asked(environment, query).text().split())
    for part in (
        "2017/18 none is held. Nearest years: 2018/19.",
        "2020/21 ILR 2020/21 R14 of 2 providers, with final returns of 2018/19 to 2019/20",
        "PlanLearnHours A",
        "provider not held",
        "as of R14",
        "CREATE OR REPLACE TEMP TABLE aim_lineage AS",
        "For 2017/18 to 2019/20 it is the same with another year.",
    ):
        assert part in said, part
    assert Query.from_json(json.dumps(asked(environment, query).as_object()["query"])) == query


def test_a_question_that_needs_reference_data_says_which_in_place_of_its_sql(environment: Environment) -> None:
    query = Query.ask("starts", area="region", year="2020/21", parameters={"home_postcode": "PostcodePrior"})
    said = asked(environment, query).text()
    assert "postcode_place  not held" in said
    assert "-- this needs reference data that is not held" in said


def test_regions_of_the_other_nation_have_no_rows_in_a_table_of_one_year_or_of_several(
    environment: Environment, tmp_path: Path
) -> None:
    """The reference data of this store are about Wealdmark: no region of England is in its tables, empty or not."""
    from alder.sources.miniature import made_up_edition

    shutil.copytree(environment.store.folder, tmp_path / "store")
    copied = Environment(tmp_path / "store")
    made_up_edition.load(copied.store)
    for years in ("2020/21", "2019/20..2020/21"):
        counts = alder.tabulate(copied, "starts", area="region", year=years, scope="apprenticeships")
        (regions,) = (f for f in counts.filters if f.id == "home_region")
        codes = [c.code for c in regions.categories if c.code.startswith("E")]
        assert codes == [f"E12{990_001 + n}" for n in range(9)], years


def test_one_edition_for_all_years_is_no_break(environment: Environment) -> None:
    by_year = Query.ask("starts", by="imd_decile", years="2018/19..2020/21")
    fixed = Query.ask("starts", by="imd_decile", years="2018/19..2020/21", parameters={"imd_edition": "2019"})
    assert "Indices of Deprivation of 2019" in asked(environment, by_year).text().split("Breaks in series")[1]
    assert "Indices of Deprivation" not in asked(environment, fixed).text().split("Breaks in series")[1].split("SQL")[0]


def test_one_rural_urban_classification_for_all_years_is_no_break(environment: Environment) -> None:
    years = "2024/25..2025/26"
    by_year = Query.ask("starts", by="rural_or_urban", years=years)
    fixed = Query.ask("starts", by="rural_or_urban", years=years, parameters={"rural_urban_edition": "2011"})
    assert "classification of 2021" in asked(environment, by_year).text().split("Breaks in series")[1].split("SQL")[0]
    assert (
        "classification of 2021" not in asked(environment, fixed).text().split("Breaks in series")[-1].split("SQL")[0]
    )


@pytest.mark.parametrize("measure", sampled([m.name for m in measures], 6))
def test_questions_of_every_measure_can_be_explained_without_a_store(measure: str, tmp_path: Path) -> None:
    found = asked(alder.open(tmp_path / "none"), Query.ask(measure, year="2020/21"))
    assert found.sections[-1].title == "SQL"
    assert "SELECT" in found.sections[-1].code
    assert not list(tmp_path.iterdir())


def test_an_extract_has_the_names_of_its_own(tmp_path: Path) -> None:
    extract = next(m for m in measures if m.extract and m.extract.variables and not m.averages)
    assert extract.extract
    name = next(v for v in extract.extract.variables.values() if v.categories)
    query = Query.ask(extract.name, year="2020/21", where=f"{name.name} is known")
    said = " ".join(asked(alder.open(tmp_path / "none"), query).text().split())
    assert extract.extract.title in said
    assert f"{name.name} is known" in said


def test_an_engine_can_be_asked_as_a_store_can() -> None:
    engine = returns(
        "LearnRefNumber | ULN | Sex\nA | 1000000001 | F",
        "LearnRefNumber | LearnStartDate | FundModel | AimType\nA | 2020-09-01 | 35 | 4",
    )
    said = asked(engine, Query.ask("starts", year="2020/21", where="sex = F")).text()
    assert "2020/21  ILR 2020/21 R14 of 1 provider" in said
    lacks = asked(engine, Query.ask("starts", year="2020/21", where="ESM.BSI = 1")).text()
    assert "-- the filter asks about records EmploymentStatusMonitoring, and no table of them is held" in lacks


def test_a_filter_on_records_of_a_store_agrees_with_sql_by_hand(environment: Environment) -> None:
    where = (
        "LearningDeliveryFAM with (LearnDelFAMType = ACT and LearnDelFAMDateFrom is known) and not ESM.LOE in (1, 2)"
    )
    found = alder.tabulate(environment, "starts", year="2020/21", where=where, scope="apprenticeships", **EVERYBODY)
    names = ("learning_delivery", "learning_delivery_fam", "employment_status_monitoring")
    files = {t: [str(p) for p in environment.store.files(t)] for t in names}
    ((by_hand,),) = duckdb.sql(ON_RECORDS.format(**files)).fetchall()
    assert found.value("starts") == by_hand > 0
