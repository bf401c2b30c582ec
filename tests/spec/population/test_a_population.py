"""A made-up population: who is in it, that it is the same however it is made, and what is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc
import pytest
from tests.support.commands import refused, run

from alder.errors import UsageError
from alder.sources.miniature import nation
from alder.synth.population.population import Population, PopulationSettings, make_population
from alder.synth.population.population_tables import TABLES
from alder.synth.population.residents import BORN, ETHNICITIES, GROUPS
from alder.synth.population.targets import targets

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = PopulationSettings(people=12_000, seed=4, last_year=2020, shard_size=2_500)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Population:
    return make_population(tmp_path_factory.mktemp("population") / "one", SETTINGS)


def test_three_workers_make_the_same_bytes_as_one(made: Population, tmp_path: Path) -> None:
    again = make_population(tmp_path / "again", SETTINGS, workers=3)
    assert again.manifest == made.manifest
    for file in ("manifest.json", *made.manifest["files"]):
        assert (again.folder / file).read_bytes() == (made.folder / file).read_bytes()


def test_what_is_whole_is_not_made_again_and_what_is_missing_is(tmp_path: Path) -> None:
    settings = replace(SETTINGS, people=2_000, shard_size=1_000)
    first = make_population(tmp_path / "one", settings)
    kept, gone = first.folder / "person/00000.parquet", first.folder / "person/00001.parquet"
    then, content = kept.stat().st_mtime_ns, gone.read_bytes()
    for file in (gone, first.folder / "receipts/00001.json", first.folder / "manifest.json"):
        file.unlink()
    with pytest.raises(UsageError, match="holds no whole population"):
        Population(first.folder)
    told: list[int] = []
    make_population(first.folder, settings, progress=told.append)
    assert sum(told) == 2_000
    assert (kept.stat().st_mtime_ns, gone.read_bytes()) == (then, content)
    with pytest.raises(UsageError, match="holds another population"):
        make_population(first.folder, replace(settings, seed=5))
    with pytest.raises(UsageError, match="is not empty"):
        make_population(tmp_path, settings)


def test_tables_are_as_declared_and_count_their_people(made: Population) -> None:
    for name in made.manifest["rows"]:
        assert made.table(name, made.shards[0]).schema.equals(TABLES[name])
    people = made.whole("person")
    assert people["person"].to_pylist() == list(range(12_000))
    home, schooling = made.whole("home"), made.whole("schooling")
    assert len(pc.unique(home["person"])) == 12_000
    assert pc.all(pc.is_in(schooling["person"], people["person"])).as_py()


def test_birth_years_sexes_and_ethnic_groups_are_those_of_the_targets(made: Population) -> None:
    """Counts of birth year, sex and origin are within rounding in all; ethnic groups too."""
    aims, people = targets(SETTINGS.people), made.whole("person")
    year, sex = pc.year(people["born"]).to_numpy(), people["sex"].to_numpy()
    came, ethnicity = people["arrived"].to_numpy() > 0, people["ethnicity"].to_numpy()
    for origin, of in (("born", ~came), ("arrived", came)):
        for born in BORN:
            for one in ("F", "M"):
                count = int((of & (year == born) & (sex == one)).sum())
                assert abs(count - aims.value("people", origin=origin, born=born, sex=one)) < 1
    whom = np.array([aims.value("people", origin="born", born=b, sex=s) for b in range(1980, 1981) for s in ("F", "M")])
    asian = (~came & (year == 1980) & np.isin(ethnicity, GROUPS["Asian"])).sum()
    assert abs(asian - whom.sum() * aims.value("ethnic_group", origin="born", decade=1980, group="Asian") / 100) < 10
    assert set(np.unique(ethnicity)) <= set(ETHNICITIES)


def test_lives_are_in_order(made: Population) -> None:
    """Nobody lives anywhere before they came; they leave after they came; homes are in the order of days."""
    people, home = made.whole("person"), made.whole("home")
    born = people["born"].to_numpy()
    arrived, left = people["arrived"].to_numpy(), people["left"].to_numpy()
    came = np.where(arrived > 0, arrived, pc.year(people["born"]).to_numpy())
    owner, since = home["person"].to_numpy(), home["since"].to_numpy()
    assert (np.diff(owner) >= 0).all()
    assert (np.diff(since)[np.diff(owner) == 0] > np.timedelta64(0, "D")).all()
    year = since.astype("datetime64[Y]").astype(int) + 1970
    assert (since >= born[owner]).all()
    assert (year >= came[owner]).all()
    assert ((left == 0) | (left > came)).all()
    assert ((left[owner] == 0) | (year < left[owner])).all()


def test_people_live_where_their_region_is_and_some_move_over_its_border(made: Population) -> None:
    """At a postcode that there was on the day, and near the share of people that each place has."""
    places, home = nation.places(), made.whole("home")
    of = np.repeat([s.region for s in made.shards], [s.people for s in made.shards])
    owner, place = home["person"].to_numpy(), home["place"].to_numpy()
    assert (home["since"].to_numpy() >= places.introduced[place])[
        home["since"].to_numpy() >= places.introduced.min()
    ].all()
    first = np.diff(owner, prepend=-1) > 0
    assert (places.region[place[first]] == of).all()
    assert 0.08 < (places.region[place[~first]] != of[owner[~first]]).mean() < 0.2
    poor = places.decile[place[first]] <= 3
    assert abs(poor.mean() - places.weight[places.decile <= 3].sum()) < 0.02


def test_school_results_are_of_the_cohorts_that_the_pupil_database_has(made: Population) -> None:
    people, rows = made.whole("person"), made.whole("schooling")
    born = people["born"].to_numpy()[rows["person"].to_numpy()].astype("datetime64[M]").astype(int)
    cohort = (born - 8) // 12 + 1970
    at_11, at_16 = rows["key_stage_2_year"], rows["key_stage_4_year"]
    for year, age, first in ((at_11, 11, 1995), (at_16, 16, 2001)):
        has = pc.is_valid(year).to_numpy()
        told = year.filter(pc.is_valid(year)).to_numpy()
        assert (told == cohort[has] + age).all()
        assert (told.min(), told.max()) == (first, 2020)
    grades, year = rows["mathematics_grade"].to_numpy(zero_copy_only=False), at_16.to_numpy(zero_copy_only=False)
    assert set(grades[year >= 2016]) <= set("987654321U")
    assert set(grades[year < 2016]) <= {"A*", *"ABCDEFGU"}
    assert pc.all(pc.equal(pc.is_valid(at_16), pc.is_valid(rows["attainment_8"]))).as_py()


def test_those_with_free_meals_or_special_needs_do_less_well_and_girls_better(made: Population) -> None:
    people, rows = made.whole("person"), made.whole("schooling")
    has = pc.is_valid(rows["attainment_8"])
    points = rows["attainment_8"].filter(has).to_numpy()
    of = people.take(rows["person"].filter(has))
    meals, needs, girls = (of["free_meals"].to_numpy(), of["special_needs"].to_numpy() > 0, of["sex"].to_numpy() == "F")
    for better in (~meals, ~needs, girls):
        assert points[better].mean() - points[~better].mean() > 2


def test_the_command_makes_a_population_and_says_what_it_does_not_understand(tmp_path: Path) -> None:
    said = run("synth", "population", "--people", "1e3", "--out", tmp_path / "new", "--years", "2001..2010")
    assert "1,000 people in " in said
    assert "schooling" in said
    settings = json.loads((tmp_path / "new/population.json").read_text())["settings"]
    assert (settings["people"], settings["first_year"], settings["last_year"]) == (1000, 2001, 2010)
    for option, value, said in (
        ("--people", "many", "many is no number of people"),
        ("--people", "10", "too few"),
        ("--years", "2020", "no span of years"),
        ("--years", "2025..1995", "no span of years"),
    ):
        assert said in refused("synth", "population", "--out", tmp_path / "no", option, value)
