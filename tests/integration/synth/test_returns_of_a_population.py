"""Returns of a made-up population: late, changed and withdrawn at first, and true by R14."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from tests.support.told_population import REGION, tell_population

import alder
from alder.cli.commands import cli
from alder.errors import UsageError
from alder.model.made_up import SUPPLIER
from alder.model.period import AcademicYear, ReturnNumber
from alder.sources.ilr.rules import ilr
from alder.sources.ilr.xml import reader
from alder.synth import ReturnForm, WantedReturns, write_population_returns
from alder.synth.population.population import Population, PopulationSettings, make_population
from alder.synth.returns import population_returns, population_roll, region_learning
from alder.synth.returns.soundness import judged_year

YEAR = AcademicYear(2020)
EARLY = ("R02", "R04", "R06", "R10")
ALL = tuple(ReturnNumber.parse(n) for n in (*EARLY, "R14"))
LAST = (ReturnNumber.R14,)


@pytest.fixture(scope="module")
def population(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("population")
    return tell_population(folder / "people", providers=(0, 1, 2, 3), places=260, years=range(2019, 2022))


@pytest.fixture(scope="module")
def tables(population: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Five returns of 2020/21 as tables, the truth about them, and the aims of the population."""
    out = tmp_path_factory.mktemp("tables")
    wanted = WantedReturns(ALL, form=ReturnForm.PARQUET)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(region_learning, "MISTAKEN", 0.05)
        (part,) = write_population_returns(out, population, years=[YEAR], wanted=wanted, regions=[REGION])
    assert part.files == len(ALL)
    with duckdb.connect() as engine:
        for table in ("learner", "learning_delivery"):
            files = [str(out / f"ILR-2021-{number}" / f"region-{REGION}" / f"{table}.parquet") for number in ALL]
            engine.register(table, pa.concat_tables(pq.read_table(file) for file in files))
        for table in ("learner", "aim"):
            engine.register(f"true_{table}", pq.read_table(out / "truth" / table))
        aims = [pq.read_table(file) for file in sorted((population / "aim").iterdir())]
        engine.register("population_aim", pa.concat_tables(aims).unify_dictionaries())
        yield engine


def count(tables: duckdb.DuckDBPyConnection, question: str) -> int:
    (found,) = tables.sql(f"SELECT count(*) FROM {question}").fetchall()[0]
    assert isinstance(found, int)
    return found


RETURNED = "learning_delivery d JOIN true_aim t USING (ukprn, SWSupAimId)"


def test_r14_has_every_aim_of_the_year_and_says_what_is_true(tables: duckdb.DuckDBPyConnection) -> None:
    of_the_year = "start <= DATE '2021-07-31' AND coalesce(assessed, \"end\") >= DATE '2020-08-01'"
    assert count(tables, f"population_aim WHERE {of_the_year}") == count(
        tables, "learning_delivery WHERE return_number = 'R14'"
    )
    right = """
        d.LearnStartDate = t.start AND d.LearnPlanEndDate = t.planned_end AND d.LearnAimRef = t.LearnAimRef
        AND d.LearnActEndDate IS NOT DISTINCT FROM CASE WHEN t."end" <= DATE '2021-07-31' THEN t."end" END
        AND (d.LearnActEndDate IS NULL OR d.CompStatus = t.status OR t.assessed > DATE '2021-07-31')
    """
    assert count(tables, f"{RETURNED} WHERE return_number = 'R14' AND NOT ({right})") == 0


@pytest.mark.parametrize(
    "what",
    [
        "t.start < DATE '2020-11-15' AND return_number = 'R14' AND d.SWSupAimId NOT IN "
        "(SELECT SWSupAimId FROM learning_delivery WHERE return_number = 'R04')",
        "t.\"end\" < DATE '2021-01-15' AND d.LearnActEndDate IS NULL AND return_number = 'R06'",
        "d.LearnPlanEndDate <> t.planned_end AND return_number IN ('R02', 'R04')",
    ],
    ids=["starts are reported late", "ends are reported late", "planned ends are corrected"],
)
def test_early_returns_of_aims_are_late_or_wrong_for_some(what: str, tables: duckdb.DuckDBPyConnection) -> None:
    assert 0 < count(tables, f"{RETURNED} WHERE {what}") < count(tables, "true_aim") / 5


def test_an_aim_has_one_number_at_its_provider_and_a_restart_another(tables: duckdb.DuckDBPyConnection) -> None:
    numbers = "ukprn, return_number, SWSupAimId"
    assert count(tables, "learning_delivery WHERE OrigLearnStartDate IS NOT NULL") > 0
    assert count(tables, f"(SELECT DISTINCT {numbers} FROM learning_delivery)") == count(tables, "learning_delivery")
    assert count(tables, "(SELECT DISTINCT ukprn, SWSupAimId FROM true_aim)") == count(tables, "true_aim")


def test_who_tells_of_a_restart_or_another_programme_has_ended_what_went_before(
    tables: duckdb.DuckDBPyConnection,
) -> None:
    both = "learning_delivery a JOIN learning_delivery b USING (ukprn, return_number, learner)"
    programmes = f"{both} WHERE a.AimType = 1 AND b.AimType = 1 AND b.LearnStartDate > a.LearnStartDate"
    assert count(tables, programmes) > 0
    assert count(tables, f"{programmes} AND a.LearnActEndDate IS NULL") == 0


@pytest.mark.parametrize("field", ["Ethnicity", "PriorAttain", "PostcodePrior", "ULN"])
def test_what_is_said_of_some_learners_is_corrected(field: str, tables: duckdb.DuckDBPyConnection) -> None:
    both = "learner e JOIN learner l USING (ukprn, LearnRefNumber) WHERE l.return_number = 'R14'"
    early = f"{both} AND e.return_number IN ('R02', 'R04', 'R06')"
    assert 0 < count(tables, f"{early} AND e.{field} <> l.{field}") < count(tables, early) / 10


def test_a_number_is_temporary_for_some_weeks_and_then_the_person_s_own(tables: duckdb.DuckDBPyConnection) -> None:
    assert count(tables, "learner WHERE ULN = 9999999999 AND return_number IN ('R02', 'R04')") > 0
    assert count(tables, "learner WHERE ULN = 9999999999 AND return_number = 'R14'") == 0
    people, numbers, pairs = tables.sql(
        "SELECT count(DISTINCT person), count(DISTINCT ULN), count(DISTINCT (person, ULN)) FROM true_learner"
    ).fetchall()[0]
    assert people == numbers == pairs


def test_who_was_entered_by_mistake_is_deleted_before_the_year_is_closed(tables: duckdb.DuckDBPyConnection) -> None:
    mistaken = "learner JOIN true_learner t USING (ukprn, LearnRefNumber) WHERE t.entered_by_mistake"
    assert count(tables, f"{mistaken} AND learner.return_number = 'R04'") > 0
    assert count(tables, f"{mistaken} AND learner.return_number = 'R14'") == 0
    returned = "learning_delivery d JOIN true_aim t USING (ukprn, SWSupAimId) WHERE t.entered_by_mistake"
    facts = "return_number, d.ukprn, t.episode, bool_or(d.AimType = 5) AS core, any_value(d.FundModel) AS fund"
    programmes = f"(SELECT {facts} FROM {returned} GROUP BY ALL)"
    assert count(tables, f"{programmes} WHERE fund = 25") > 0
    assert count(tables, f"{programmes} WHERE fund = 25 AND NOT core") == 0, "a whole programme is deleted at once"
    assert count(tables, 'true_aim WHERE entered_by_mistake AND (status IS NOT NULL OR "end" IS NOT NULL)') == 0


def test_a_new_reference_within_the_year_names_the_one_before(tables: duckdb.DuckDBPyConnection) -> None:
    renamed = "learner l JOIN learner e ON e.ukprn = l.ukprn AND e.LearnRefNumber = l.PrevLearnRefNumber"
    assert count(tables, f"{renamed} WHERE l.return_number = 'R14' AND e.return_number = 'R02' AND l.ULN = e.ULN") > 0
    assert count(tables, "learner WHERE PrevLearnRefNumber = LearnRefNumber") == 0


def test_a_reference_is_one_person_s_at_a_provider_and_tells_nothing_elsewhere(
    tables: duckdb.DuckDBPyConnection,
) -> None:
    assert count(tables, "(SELECT DISTINCT ukprn, LearnRefNumber FROM true_learner)") == count(tables, "true_learner")
    alike = count(tables, "true_learner a JOIN true_learner b USING (LearnRefNumber) WHERE a.ukprn <> b.ukprn")
    assert alike == 0


def test_files_do_not_depend_on_how_and_with_what_else_they_are_written(
    population: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One by one, with others, after a stop, and after a file is lost: the bytes are the same."""
    returns = (ReturnNumber.R04, ReturnNumber.R14)
    write_population_returns(tmp_path / "a", population, years=[YEAR], wanted=WantedReturns(returns), regions=[REGION])
    whole = {p.relative_to(tmp_path / "a"): p.read_bytes() for p in (tmp_path / "a").rglob("*.*")}
    monkeypatch.setattr(population_returns, "_TOGETHER", 100)
    alone = WantedReturns(returns, frozenset({1}))
    write_population_returns(tmp_path / "b", population, years=[YEAR], wanted=alone, regions=[REGION])
    sent = {p.relative_to(tmp_path / "b"): p.read_bytes() for p in (tmp_path / "b").rglob("*.xml")}
    assert sent
    assert all(whole[path] == held for path, held in sent.items())
    lost = next(path for path in whole if path.suffix == ".xml")
    (tmp_path / "a" / lost).unlink()
    (part,) = write_population_returns(
        tmp_path / "a", population, years=[YEAR], wanted=WantedReturns(returns), regions=[REGION]
    )
    assert (part.files, part.there_already) == (1, len(whole) - 4)
    assert {p.relative_to(tmp_path / "a"): p.read_bytes() for p in (tmp_path / "a").rglob("*.*")} == whole


def test_every_file_is_read_without_a_finding(population: Path, tmp_path: Path) -> None:
    wanted = WantedReturns((ReturnNumber.R05,))
    write_population_returns(tmp_path, population, years=[YEAR], wanted=wanted, regions=[REGION])
    for file in sorted((tmp_path / str(YEAR.hyphenated)).iterdir()):
        reading = reader.read(file)
        assert reading.table_all()["learner"].num_rows > 0
        assert reading.findings == [], file.name


def test_no_return_of_a_year_breaks_a_rule_of_the_whole_book(tmp_path: Path) -> None:
    settings = PopulationSettings(people=20_000, seed=4, first_year=2021, last_year=2025, regions=(REGION - 1,))
    year = AcademicYear(2025)
    found = judged_year(make_population(tmp_path / "people", settings), year, tuple(ReturnNumber))
    assert found.returns > 14 * 20
    assert (found.rules, found.unavailable) == (len(ilr.for_year(year).rules), 0)
    assert found.errors == {}


def test_what_breaks_a_rule_is_counted_by_its_code(population: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(population_roll.PopulationRoll, "_own_numbers", 1_000_000_001)
    found = judged_year(Population(population), AcademicYear(2019), LAST)
    assert found.errors == {"ULN_04": found.learners}
    assert found.row[:4] == ("2019/20", str(found.returns), f"{found.learners:,}", str(found.rules))


def test_a_year_without_a_schema_has_what_is_known_of_it_and_says_so(population: Path, tmp_path: Path) -> None:
    years = [AcademicYear(2021)]
    wanted = WantedReturns(LAST, frozenset({0}))
    write_population_returns(tmp_path, population, years=years, wanted=wanted, regions=[REGION])
    (file,) = (tmp_path / "2021-22").iterdir()
    text = file.read_text(encoding="utf-8")
    assert (
        "the fields that 2020/21 and 2025/26 have in common, prior attainment as dated records, the codes of "
        "frameworks and destinations, and nothing says that" in text
    )
    assert "<Release>1 without schema</Release>" in text
    assert re.search("<(ContactPreference|EmpOutcome|TLOut)>|<PriorAttain>[0-9]", text) is None
    assert text.count("<FworkCode>") == len(re.findall(r"<ProgType>(2|3|2[0-3])</ProgType>", text)) > 0
    read = reader.read(file)
    assert (read.year, read.header.software_supplier, read.findings) == (years[0], SUPPLIER, [])
    held = read.table_all()
    assert set(held["prior_attain"]["learner"].to_pylist()) == set(held["learner"]["learner"].to_pylist())
    with duckdb.connect() as engine:
        engine.register("told", pq.read_table(tmp_path / "truth" / "learner"))
        engine.register("person", held["learner_destination_and_progression"])
        engine.register("outcome", held["dp_outcome"])
        both = "outcome JOIN person USING (destination) JOIN told USING (LearnRefNumber)"
        assert count(engine, both) == len(held["dp_outcome"]) > 0
        assert count(engine, f"{both} WHERE (OutType, OutCode) <> (destination_type, destination_code)") == 0
    assert any("specification of 2021/22 is not known" in notice for notice in alder.check(file).notices)


def said(*arguments: str | Path | int) -> str:
    command = ["synth", "returns", *map(str, arguments)]
    result = CliRunner().invoke(cli, command, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_command_says_what_it_wrote_and_what_is_no_schema(population: Path, tmp_path: Path) -> None:
    asked = ("--population", population, "--year", "2020/21..2021/22", "--region", REGION, "--out", tmp_path)
    told = said(*asked, "--provider", "10000001")
    assert told.startswith(f"2 files in {tmp_path}, ")
    assert re.search(r"2021/22 +1 providers +\d+ learners +\d+ aims", told)
    assert "2021/22: the schema of this year is not at hand." in told
    assert f"what became of them:  {tmp_path / 'truth'}" in told
    assert "2 were there already and stay as they are." in said(*asked)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--learners", "5"], "--learners does not go with --population"),
        (["--provider", "99999999"], "99999999 is no provider of the made-up nation"),
        (["--region", "10"], "no region of the made-up nation called 10"),
        (["--year", "2027/28"], "nothing is known of the fields"),
    ],
)
def test_what_a_population_cannot_be_asked_is_refused(
    options: list[str], message: str, population: Path, tmp_path: Path
) -> None:
    asked = ["synth", "returns", "--population", str(population), "--year", "2020/21", "--out", str(tmp_path / "x")]
    with pytest.raises(UsageError, match=message):
        CliRunner().invoke(cli, [*asked, *options], catch_exceptions=False)


def test_a_folder_that_cannot_be_written_is_said_and_what_is_whole_stays(population: Path, tmp_path: Path) -> None:
    (tmp_path / "2020-21").write_text("no folder")
    asked = ["synth", "returns", "--population", str(population), "--year", "2020/21", "--year", "2021/22"]
    with pytest.raises(UsageError, match=f"{tmp_path} cannot be written") as refused:
        CliRunner().invoke(cli, [*asked, "--out", str(tmp_path)], catch_exceptions=False)
    assert refused.value.where == "File exists"
    assert "goes on from there" in refused.value.next


def test_a_population_of_which_a_file_is_lost_or_harmed_says_which(population: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(population, tmp_path / "people")
    shard = next(shard for shard in Population(copy).shards if shard.region == REGION - 1)
    file = copy / "episode" / f"{shard.number:05d}.parquet"
    file.write_bytes(file.read_bytes()[:-9])
    for where in ("It is not whole", "It is not there"):
        with pytest.raises(UsageError, match=f"{file} cannot be read") as refused:
            said("--population", copy, "--year", "2020/21", "--region", REGION, "--out", tmp_path / "out")
        assert where in refused.value.where
        file.unlink(missing_ok=True)
    (copy / "manifest.json").write_text('{"settings": {"people": "many"}}')
    with pytest.raises(UsageError, match=f"{copy} holds no population that can be read"):
        said("--population", copy, "--year", "2020/21", "--out", tmp_path / "out")


def test_two_processes_write_what_one_writes(population: Path, tmp_path: Path) -> None:
    years = [YEAR, AcademicYear(2021)]
    for workers in (1, 2):
        out = tmp_path / str(workers)
        some = WantedReturns(LAST, frozenset({2}), ReturnForm.PARQUET)
        write_population_returns(out, population, years=years, wanted=some, regions=[REGION], workers=workers)
    one, two = ({p.relative_to(tmp_path / n): p.read_bytes() for p in (tmp_path / n).rglob("*.*")} for n in "12")
    assert one == two
    rows = [
        pq.read_table(tmp_path / "1" / "truth" / "aim" / f"{year.hyphenated}-region-{REGION}.parquet") for year in years
    ]
    assert pc.min(rows[0]["start"]).as_py() < pc.min(rows[1]["start"]).as_py()
