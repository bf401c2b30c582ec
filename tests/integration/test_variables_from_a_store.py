"""Variables over a store of made-up returns and the made-up county, against SQL written by hand over its files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from tests.support import commands

import alder
from alder.cli.commands import cli
from alder.derive import variables
from alder.derive.explanation import reference_tables
from alder.engine import reference
from alder.environment import Environment
from alder.errors import AlderError, NoFigures
from alder.measures import Query
from alder.measures.calculation.aims_table import prepare
from alder.measures.calculation.reference_look_up import ColumnNeeds
from alder.measures.calculation.returns import choose_returns, from_rows
from alder.model import expr
from alder.sources.miniature import made_up_edition as miniature
from alder.synth import parse_years, write_returns

YEARS = ("2016/17", "2020/21", "2025/26")
TABLES = ("learner", "learning_delivery", "learning_delivery_fam", "prior_attain", "learner_fam", "learner_contact")
REFERENCE = (
    *("postcode_place", "imd_2015", "imd_2019", "imd_2025", "lars_aim", "lars_standard", "lars_standard_funding"),
    *("lars_standard_subject", "lars_framework_subject"),
)


@pytest.fixture(scope="module", name="environment")
def _environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    folder = tmp_path_factory.mktemp("variables")
    write_returns(folder / "returns", providers=3, learners=150, years=parse_years(YEARS), seed=11)
    environment = alder.open(folder / "store")
    environment.load(folder / "returns")
    miniature.load(environment.store)
    return environment


def derived(environment: Environment, year: str, *names: str) -> dict[tuple[int, int], tuple[object, ...]]:
    """The values of variables for each aim of a year's returns, by provider and the number of the aim in its return."""
    query = Query.ask("learners_participating", year=year)
    settings = {p.name: p.default for n in names for p in variables[n].parameters}
    needs = ColumnNeeds.of([variables[n] for n in names], query.year.start, settings)
    store = environment.store
    choice = choose_returns(from_rows(store.submissions()), query, history=False)
    with store.engine(query.year) as engine:
        prepare(engine, choice, needs)
        schema = engine.schema("aims")

        def build() -> expr.Table:
            aims = expr.table("aims", schema)
            known = {"year": query.year.start, **settings}
            return aims.select("ukprn", "aim_id", **{n: variables[n](aims, **known) for n in names})

        rows = engine.run(build).to_pylist()
    return {(r["ukprn"], r["aim_id"] % 10**8): tuple(r[n] for n in names) for r in rows}


def by_hand(environment: Environment, year: str, query: str) -> dict[tuple[int, int], tuple[object, ...]]:
    """The same from SQL: `d` is an aim, `l` its learner; tables and reference tables have their names."""
    store = environment.store
    held = {name: [str(p) for p in paths] for name, paths, _ in reference.current_files(store)}
    files = {t: [str(p) for p in store.files(t)] for t in TABLES} | {t: held[t] for t in REFERENCE}
    tables = ", ".join(f"{t} AS (FROM read_parquet({f}, union_by_name=true))" for t, f in files.items())
    text = f"""
        WITH {tables}
        SELECT d.ukprn, d.aim, {query.partition("FROM")[0]}
        FROM learning_delivery d JOIN learner l USING (submission, learner) {query.partition("FROM")[2]}
        WHERE d.collection_year = '{year}'
    """
    return {(r[0], r[1]): tuple(r[2:]) for r in duckdb.sql(text).fetchall()}


@pytest.mark.parametrize(
    ("year", "edition", "areas", "census"),
    [
        ("2016/17", 2015, 32844, "11"),
        ("2020/21", 2019, 32844, "11"),
        ("2025/26", 2025, 33755, "21"),
    ],
)
def test_deprivation_is_read_in_the_edition_of_the_year_on_the_areas_of_its_census(
    environment: Environment, year: str, edition: int, areas: int, census: str
) -> None:
    home = "coalesce(l.Postcode, c.PostCode)"
    hand = by_hand(
        environment,
        year,
        f"""coalesce(ceil(10.0 * i.rank / {areas})::int::varchar, 'Unknown'),
            coalesce(ceil(5.0 * i.rank / {areas})::int::varchar, 'Unknown'),
            coalesce(p.rural_urban, 'Unknown')
        FROM LEFT JOIN learner_contact c
            ON c.submission = l.submission AND c.learner = l.learner AND c.LocType = 2 AND c.ContType = 2
        LEFT JOIN postcode_place p ON p.postcode = {home} LEFT JOIN imd_{edition} i ON i.lsoa = p.lsoa{census}""",
    )
    found = derived(environment, year, "imd_decile", "imd_quintile", "rural_urban")
    assert found == hand
    assert {v[0] for v in found.values()} > {"1", "10"}


def test_distances_are_those_of_pythagoras(environment: Environment) -> None:
    hand = by_hand(
        environment,
        "2020/21",
        """CASE WHEN d.ProgType IN (2, 3, 20, 21, 22, 23, 25) THEN NULL ELSE
            round(sqrt((h.easting - s.easting)::double ** 2 + (h.northing - s.northing)::double ** 2) / 1000, 1) END
        FROM LEFT JOIN postcode_place h ON h.postcode = l.Postcode
        LEFT JOIN postcode_place s ON s.postcode = d.DelLocPostCode""",
    )
    found = derived(environment, "2020/21", "distance_km")
    assert found == hand
    assert None in {v[0] for v in found.values()}


def test_what_the_list_of_aims_says_is_joined_to_each_aim(environment: Environment) -> None:
    hand = by_hand(
        environment,
        "2020/21",
        """CASE WHEN a.NotionalNVQLevelv2 = 'X' THEN 'Unknown' ELSE a.NotionalNVQLevelv2 END,
            CASE WHEN d.AimType = 1 AND d.ProgType = 25 THEN floor(s.SectorSubjectAreaTier2)::int::varchar
                WHEN d.AimType = 1 AND d.ProgType IS NOT NULL THEN floor(p.SectorSubjectAreaTier2)::int::varchar
                WHEN a.SectorSubjectAreaTier2 < 0 THEN 'Unknown'
                ELSE floor(a.SectorSubjectAreaTier2)::int::varchar END,
            a.OfQualGlhMin, coalesce(a.AwardOrgCode, 'Unknown'),
            CASE WHEN d.FundModel = 36 THEN f.CoreGovContributionCap::double END
        FROM LEFT JOIN lars_aim a ON a.LearnAimRef = d.LearnAimRef
        LEFT JOIN lars_standard_funding f ON f.StandardCode = d.StdCode AND d.LearnStartDate >= f.EffectiveFrom
        LEFT JOIN lars_standard_subject s ON s.StandardCode = d.StdCode
        LEFT JOIN lars_framework_subject p
            ON p.FworkCode = d.FworkCode AND p.ProgType = d.ProgType AND p.PwayCode = d.PwayCode""",
    )
    names = ("notional_level", "subject_area", "minimum_guided_hours", "awarding_body", "standard_funding_cap")
    found = derived(environment, "2020/21", *names)
    assert found == hand
    assert len({v[4] for v in found.values()}) > 3


def test_typed_codes_and_dated_levels_are_those_of_the_record(environment: Environment) -> None:
    def fam(type: str) -> str:
        return (
            "(SELECT min(LearnDelFAMCode) FROM learning_delivery_fam f WHERE f.submission = d.submission "
            f"AND f.aim = d.aim AND f.LearnDelFAMType = '{type}')"
        )

    # partition() splits at the first FROM, so sub-queries stand behind it.
    hand = by_hand(
        environment,
        "2025/26",
        f"""more.sof, more.ffi, more.ladder
        FROM CROSS JOIN LATERAL (SELECT coalesce({fam("SOF")}, 'none') AS sof, coalesce({fam("FFI")}, 'none') AS ffi,
            coalesce((SELECT CASE arg_max(PriorLevel, (DateLevelApp <= d.LearnStartDate,
                CASE WHEN DateLevelApp <= d.LearnStartDate THEN 1 ELSE -1 END * (DateLevelApp - DATE '1970-01-01')))
                WHEN 99 THEN '-1' WHEN 1 THEN '0' WHEN 2 THEN '1' WHEN 3 THEN '2' WHEN 4 THEN '2' WHEN 5 THEN '3'
                WHEN 6 THEN '3' WHEN 7 THEN '4' WHEN 8 THEN '5' WHEN 9 THEN '6' WHEN 10 THEN '7' END
              FROM prior_attain q WHERE q.submission = d.submission AND q.learner = d.learner), 'Unknown') AS ladder
        ) more""",
    )
    found = derived(environment, "2025/26", "source_of_funding", "fully_or_co_funded", "prior_attainment")
    assert found == hand
    assert len({v[2] for v in found.values()}) > 4


@pytest.mark.parametrize("year", YEARS)
def test_every_aim_falls_in_one_category_of_every_variable(environment: Environment, year: str) -> None:
    """So margins are sums, and those of whom something is not known stay in the totals."""
    made_up = miniature.tables().keys()
    names = [v.name for v in variables.groupings.values() if reference_tables(v).keys() <= made_up]
    assert variables.groupings.keys() == set(names), "the made-up nation has every table that a variable looks into"
    for values in derived(environment, year, *names).values():
        for name, value in zip(names, values, strict=True):
            assert isinstance(value, str), name
            if not variables[name].is_open:
                assert value in {c.code for c in variables[name].categories}, name


@pytest.fixture(name="table")
def _table(environment: Environment) -> Callable[..., str]:
    """`alder table` with the store, and what it says."""

    def run(*arguments: str) -> str:
        where = ["--store", str(environment.store.folder), "--year", "2020/21"]
        result = CliRunner().invoke(cli, ["table", *arguments, *where])
        return result.output + (str(result.exception) if isinstance(result.exception, AlderError) else "")

    return run


def test_regions_are_those_of_the_nation_that_the_tables_of_places_are_about(table: Callable[..., str]) -> None:
    with commands.at_a_terminal():
        said = table("learners_participating", "--by", "home_region", "--unprotected")
        in_mereside = table("learners_participating", "--where", "home_region=E12990007", "--unprotected")
    assert all(name in said for name in ("Mereside", "Wealdhaven"))
    assert said.index("Fells and Firths") < said.index("Saltreach"), "in the order of their codes"
    assert not any(name in said for name in ("London", "North East", "East Midlands")), "no region is borrowed"
    assert "home: region is Mereside" in " ".join(in_mereside.split())


def test_a_page_of_a_table_by_area_has_a_map_where_boundaries_are_held(
    environment: Environment, table: Callable[..., str], tmp_path: Path
) -> None:
    table("learners_participating", "--by", "home_local_authority", "--out", str(tmp_path / "areas.html"))
    page = (tmp_path / "areas.html").read_text(encoding="utf-8")
    assert ">Map. " in page.replace("Made-up figures. ", "")
    assert "The same figures are in the table above." in page
    assert "<title>Mereford: " in page
    assert "a large area is not a large number" in page
    assert page.count("<path") < 2 * 60, "what is far from Mereshire is not drawn"
    counts = alder.tabulate(environment, "learners_participating", by="home_local_authority", year="2020/21")
    alder.protect(counts).write_html(tmp_path / "bars.html")
    assert "Bar chart. " in (tmp_path / "bars.html").read_text(encoding="utf-8")
    alder.protect(counts).write_html(tmp_path / "map.html", boundaries=environment.boundaries())
    assert "<title>Mereford: " in (tmp_path / "map.html").read_text(encoding="utf-8")


def test_rules_that_are_open_can_be_set_for_a_table(table: Callable[..., str]) -> None:
    asked = ("learners_participating", "--by", "imd_quintile", "--set", "imd_edition=2015")
    said = table(*asked)
    assert "Indices of Deprivation 2015 (edition made up)" in " ".join(said.split())
    with commands.at_a_terminal():
        looked = table(*asked, "--unprotected")
    assert "--by imd_quintile --year 2020/21 --set imd_edition=2015" in looked


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("imd_edition", "imd_edition sets nothing"),
        ("imd_edition=2012", "imd_edition cannot be set to that"),
        ("imd_editions=2019", "there is no parameter called imd_editions"),
        ("year=2019", "year is not a rule"),
    ],
)
def test_a_rule_that_cannot_be_set_so_is_refused(table: Callable[..., str], setting: str, said: str) -> None:
    assert said in table("learners_participating", "--by", "imd_quintile", "--set", setting)


def test_a_table_says_which_editions_it_looked_into(environment: Environment) -> None:
    table = alder.tabulate(environment, "retention_rate", by=["imd_decile", "distance_band"], year="2020/21")
    assert table.sources[-2:] == (
        "places of postcodes (edition made up)",
        "Indices of Deprivation 2019 (edition made up)",
    )
    assert {"Q-AREA", "Q-LINE"} <= {c.code for c in table.quality.caveats}
    whole = alder.tabulate(environment, "retention_rate", year="2020/21")
    for scope in ("apprenticeships", "education_and_training"):
        cells = [
            int(table.value("leavers", scope=scope, imd_decile=d.code, distance_band=b.code) or 0)
            for d in table.filter("imd_decile").categories
            for b in table.filter("distance_band").categories
        ]
        assert sum(cells) == whole.value("leavers", scope=scope)


def test_without_a_list_all_variables_are_there_and_those_that_need_it_say_why_they_are_missing(
    environment: Environment, tmp_path: Path
) -> None:
    bare = alder.open(tmp_path / "bare")
    write_returns(tmp_path / "returns", providers=1, learners=30, years=parse_years(["2020/21"]), seed=11)
    bare.load(tmp_path / "returns")
    found = bare.variables(year="2020/21")
    assert found.schema.names[4:] == [v.name for v in variables]
    assert found["sex"].null_count == 0
    reasons = {f.name: f.metadata[b"why_missing"].decode() for f in found.schema if f.metadata}
    assert found["imd_decile"].null_count == found.num_rows > 0
    assert "postcode" in reasons["imd_decile"]
    assert "Add" in reasons["imd_decile"]
    assert "sex" not in reasons
    with pytest.raises(NoFigures, match="reference data that is not held"):
        bare.variables("imd_decile", year="2020/21")
    miniature.load(bare.store)
    half = bare.variables(year="2020/21")
    assert half["imd_decile"].null_count < half.num_rows
    assert [f.name for f in half.schema if f.metadata] == [
        f.name for f in environment.variables(year="2020/21").schema if f.metadata
    ]
