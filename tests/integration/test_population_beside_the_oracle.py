"""Figures of a made-up population are those of the oracle, and its hard cases become what they were made for."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.oracle.days import year_of
from tests.oracle.fates import Fate, fates
from tests.oracle.figures import Oracle
from tests.oracle.followed_aims import later_of
from tests.oracle.leaver_rates import SCOPES
from tests.oracle.registers import Registers
from tests.oracle.return_files import read_all
from tests.support.beside_the_oracle import SPLITS, Question, all_differences, by_alder, registers
from tests.support.commands import run
from tests.support.text_tables import rows

import alder
from alder.sources.miniature import made_up_edition
from alder.sources.miniature.nation import REGIONS
from alder.synth.population.hard_cases import CASES
from alder.synth.population.learning_counts import learning_counts, leaver_counts
from alder.synth.population.population import Population
from alder.synth.population.population_quality import ShardColumns

YEARS = range(2016, 2026)
COMPLETE = ",".join(str(year) for year in YEARS)
LOOK_UPS = registers(made_up_edition.tables(), years_complete=frozenset(YEARS))
"""Every provider of the nation makes a return, so whoever made none has stopped."""

BECOMES = {
    "completer": {"achiever", "completer"},
    "withdrawn": {"withdrawn"},
    "overdue break": {"overdue break"},
    "overdue continuing": {"overdue continuing"},
    "planned break": {"planned break"},
    "transfer": {"excluded: transfer"},
    "intervention": {"excluded: provider intervention"},
    "merger": {"excluded: merger"},
    "qualifying period": {"excluded: qualifying period"},
}
"""What the population says that the rates must say of a spell, and how they say it."""

SAYS = {case.name: tuple(spell.says for spell in case.spells) for case in CASES}


def returns_of_a_population(folder: Path, people: int, *regions: str) -> Path:
    """Ten years' final returns of the providers of some regions, or of all, with the truth beside them."""
    only = [option for region in regions for option in ("--region", region)]
    run("synth", "population", "--out", folder / "people", "--people", people, *only)
    only = [option for region in regions for option in ("--region", REGIONS.index(region) + 1)]
    asked = ("--population", folder / "people", "--out", folder / "returns", "--year", "2016/17..2025/26")
    run("synth", "returns", *asked, *only)
    return folder / "returns"


def files_in(returns: Path) -> list[Path]:
    return sorted(returns.glob("*/*.xml"))


def became(returns: Path, look_ups: Registers) -> dict[str, Counter[tuple[str, ...]]]:
    """What became of each hard case whose end is known, and how often: the fate of each of its spells."""
    oracle = Oracle(read_all(files_in(returns)), look_ups)
    known = [fates(oracle, YEARS, scope, lambda a: (a.number, a.start)) for scope in SCOPES]
    truth = pa.concat_tables(pq.read_table(f) for f in sorted((returns / "truth" / "aim").glob("*.parquet")))
    spells: dict[tuple[str, int], set[tuple[Any, ...]]] = defaultdict(set)
    for row in truth.filter(pa.compute.is_in(truth["hard_case"], pa.array(list(SAYS)))).to_pylist():
        ends = later_of(year_of(row["planned_end"]), year_of(row["end"]))
        spells[row["hard_case"], row["episode"]].add((row["start"], row["SWSupAimId"], ends))
    found: dict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
    for (case, _), aims in spells.items():
        seen = [(of[number, start], e) for start, number, e in sorted(aims) for of in known if (number, start) in of]
        if len(seen) == len(SAYS[case]) and all(is_over(fate, ends) for fate, ends in seen):
            found[case][tuple(" and ".join(how for how, _ in fate.counted) or fate.last for fate, _ in seen)] += 1
    return found


def is_over(fate: Fate, ends: int) -> bool:
    """Whether the years that are told say what became of an aim, and not a later one. A break may be overdue in the
    year after the one in which it ends.
    """
    if fate.last == "planned break":
        return ends < YEARS[-1]
    return bool(fate.counted) or fate.last.startswith("excluded")


def other_than_made_for(found: dict[str, Counter[tuple[str, ...]]]) -> list[str]:
    """Cases that became something else than they were made for."""
    return [
        f"{case}: {', then '.join(how)} ({n})"
        for case, of in found.items()
        for how, n in of.items()
        if not all(one in BECOMES[says] for one, says in zip(how, SAYS[case], strict=True))
    ]


@pytest.fixture(scope="module", name="returns")
def _returns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return returns_of_a_population(tmp_path_factory.mktemp("population"), 20_000, "Mereside")


@pytest.fixture(scope="module", name="store")
def _store(returns: Path) -> Path:
    """With the returns of all providers up to 2020/21."""
    store = returns.parent / "all"
    run("load", *(f for f in files_in(returns) if f.parent.name <= "2020-21"), "--store", store)
    return store


def test_hard_cases_of_a_population_become_what_they_were_made_for(returns: Path) -> None:
    found = became(returns, LOOK_UPS)
    assert len(found) > 30, "most of the cases are there"
    assert other_than_made_for(found) == []


def test_figures_of_a_population_are_those_of_the_oracle(returns: Path) -> None:
    """Of the six providers with most files in ten years: each has one a year in which it teaches anybody."""
    size: Counter[str] = Counter()
    for file in files_in(returns):
        size[file.name.split("-")[1]] += file.stat().st_size
    some = {ukprn for ukprn, _ in size.most_common(6)}
    files = [f for f in files_in(returns) if f.name.split("-")[1] in some and f.parent.name <= "2020-21"]
    store = returns.parent / "store"
    run("load", *files, "--store", store)
    oracle = Oracle(read_all(files), Registers(years_complete=frozenset(YEARS)))
    assert len(oracle.leavers(2020).aims) > 100
    assert all_differences(alder.open(store), oracle, 2020, [("provider", "age_band")], years_complete=COMPLETE) == []


def test_a_population_is_counted_as_the_measures_count_its_returns(returns: Path, store: Path) -> None:
    """Learners, starts, achievements and leavers of three years, from the truth and by Alder from the returns."""
    years = range(2018, 2021)
    counted = counted_in(Population(returns.parent / "people"), max(years))
    of_rates = [Question("achievement_rate", year, (), scope) for year in years for scope in SCOPES]
    of_learners = [
        Question(f"fe_and_skills_{measure}", year, (), coverage=coverage)
        for year in years
        for measure, coverage in (
            ("participation", "adult"),
            ("participation", "apprenticeships"),
            ("achievements", "adult"),
        )
    ]
    of_apprentices = [Question(m, year, (), "apprenticeships") for year in years for m in ("starts", "achievements")]
    asked = [*of_rates, *of_learners, *of_apprentices]
    differ = []
    for q, (cells, _) in zip(asked, by_alder(alder.open(store), asked, years_complete=COMPLETE), strict=True):
        for count, values in cells.items():
            mine, theirs = counted[q, count], values.get((), 0)
            if mine != theirs:
                differ.append(f"{q.measure} {q.year} {q.scope}{q.coverage} {count}: truth {mine}, Alder {theirs}")
    assert differ == []
    assert sum(counted[q, "leavers"] for q in of_rates) > 300


GOLDEN = """
    age      | sex   | srs-output    | dfe-statistics
    Under 16 | F     | 0, 0, z       | 0, 0, z
    Under 16 | M     | 0, 0, z       | 0, 0, z
    Under 16 | Total | 0, 0, z       | 0, 0, z
    16-18    | F     | 17, c, c      | 20, 10, x
    16-18    | M     | 17, c, c      | 20, 20, x
    16-18    | Total | 34, c, c      | 30, 30, x
    19+      | F     | 37, c, c      | 40, 30, x
    19+      | M     | 18, c, c      | 20, 20, x
    19+      | Total | 55, c, c      | 60, 50, x
    Total    | F     | 54, c, c      | 50, 40, x
    Total    | M     | 35, c, c      | 40, 30, x
    Total    | Total | 89, 76, 85.4  | 90, 80, 85
"""


@pytest.mark.parametrize("policy", ["srs-output", "dfe-statistics"])
def test_the_golden_table_of_a_population_is_protected_to_these_figures(store: Path, policy: str) -> None:
    """Leavers, achievers and their rate: what is counted and hidden changes by intent alone, as do the people."""
    counts = alder.tabulate(
        alder.open(store), "achievement_rate", by=["age_band", "sex"], year="2020/21", scope="education_and_training"
    )
    printed = {codes: ", ".join(map(str, figures)) for codes, figures in alder.protect(counts, policy).rows}
    assert printed == {(row["age"], row["sex"]): row[policy] for row in rows(GOLDEN)}


def counted_in(population: Population, last: int) -> dict[tuple[Question, str], int]:
    """What is true of a population of one shard, by the questions that Alder is asked of its returns."""
    (shard,) = population.shards
    columns = ShardColumns(population, shard).learning()
    found: dict[tuple[Question, str], int] = {}
    for quantity, cell, count in learning_counts(columns, last):
        year, of = int(str(cell["year"])), cell["of"]
        rest = {name: value for name, value in cell.items() if name not in ("of", "year")}
        if of == "further education" and rest == {"age": "19+", "level": "total"}:
            # Of an apprenticeship whose assessment is to come, the measure counts that its part was achieved.
            parts = columns.age(year) >= 19
            parts &= (columns.type == 3) & (columns.outcome == 1) & (columns.achieved_year == year)
            whole = columns.achieved(year) & (columns.age(year) >= 19)
            learners = columns.learners(whole | parts) if quantity == "achievements" else int(count)
            found[Question(f"fe_and_skills_{quantity}", year, (), coverage="adult"), "learners"] = learners
        elif of == "apprenticeships" and not rest and quantity == "participation":
            found[Question("fe_and_skills_participation", year, (), coverage="apprenticeships"), "learners"] = int(
                count
            )
        elif of == "apprenticeships" and not rest:
            found[Question(quantity, year, (), "apprenticeships"), quantity] = int(count)
    for cell, *counts in leaver_counts(columns, last):
        if set(cell) == {"of", "year"}:
            q = Question("achievement_rate", int(str(cell["year"])), (), str(cell["of"]).replace(" ", "_"))
            found |= {(q, name): n for name, n in zip(("leavers", "completers", "achievers"), counts, strict=True)}
    return found


@pytest.mark.long
def test_figures_of_a_large_population_are_those_of_the_oracle_over_ten_years(tmp_path: Path) -> None:
    returns = returns_of_a_population(tmp_path, 100_000)
    found = became(returns, LOOK_UPS)
    assert set(found) == set(SAYS), "every case is there"
    made = sum(n for of in found.values() for n in of.values())
    assert made > 500
    assert other_than_made_for(found) == []
    place = REGIONS.index("Mereside") + 1
    mine = set(
        pq.read_table(next((returns / "truth" / "aim").glob(f"2020-21-region-{place}.parquet")))["ukprn"].to_pylist()
    )
    files = [f for f in files_in(returns) if int(f.name.split("-")[1]) in mine]
    run("load", *files, "--store", tmp_path / "store")
    run("reference", "add", "--made-up", "--store", tmp_path / "store")
    oracle, environment = Oracle(read_all(files), LOOK_UPS), alder.open(tmp_path / "store")
    for year in YEARS:
        assert all_differences(environment, oracle, year, SPLITS, years_complete=COMPLETE) == []
