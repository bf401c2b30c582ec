"""A made-up population: who is in it, that it is the same however it is made, and what is refused."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from tests.support.commands import refused, run

from alder.errors import UsageError
from alder.sources.miniature import nation
from alder.synth.population.people import shard_people
from alder.synth.population.population import Population, PopulationSettings, make_population
from alder.synth.population.population_tables import TABLES
from alder.synth.population.residents import BORN, ETHNICITIES, GROUPS

if TYPE_CHECKING:
    from pathlib import Path

NATION = PopulationSettings(people=12_000, seed=4, last_year=2020)
ONE_REGION = PopulationSettings(people=24_000, seed=4, first_year=2012, last_year=2020, shard_size=1_000, regions=(6,))


class Everybody:
    """People, homes and schooling of the whole nation, without their learning and work, which cost most."""

    def __init__(self, settings: PopulationSettings) -> None:
        self.shards, aims = settings.shards(), settings.targets()
        parts = [shard_people(aims, self.shards, shard, settings.last_year).tables() for shard in self.shards]
        self._tables = {name: pa.concat_tables([p[name] for p in parts]).unify_dictionaries() for name in parts[0]}

    def whole(self, name: str) -> pa.Table:
        return self._tables[name]


@pytest.fixture(scope="module")
def everybody() -> Everybody:
    return Everybody(NATION)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Population:
    return make_population(tmp_path_factory.mktemp("population") / "one", ONE_REGION)


def test_three_workers_make_the_same_bytes_as_one(made: Population, tmp_path: Path) -> None:
    again = make_population(tmp_path / "again", ONE_REGION, workers=3)
    assert again.manifest == made.manifest
    for file in ("manifest.json", *made.manifest["files"]):
        assert (again.folder / file).read_bytes() == (made.folder / file).read_bytes()


def test_what_is_whole_is_not_made_again_and_what_is_missing_is(tmp_path: Path) -> None:
    settings = replace(ONE_REGION, people=12_000, shard_size=600, first_year=2018)
    first = make_population(tmp_path / "one", settings)
    kept, gone = first.folder / _file(first, 0), _file(first, 1)
    then, content = kept.stat().st_mtime_ns, gone.read_bytes()
    for file in (gone, first.folder / "receipts" / f"{gone.stem}.json", first.folder / "manifest.json"):
        file.unlink()
    with pytest.raises(UsageError, match="holds no whole population"):
        Population(first.folder)
    told: list[int] = []
    make_population(first.folder, settings, progress=told.append)
    assert sum(told) == first.manifest["rows"]["person"]
    assert (kept.stat().st_mtime_ns, gone.read_bytes()) == (then, content)
    with pytest.raises(UsageError, match="holds another population"):
        make_population(first.folder, replace(settings, seed=5))
    with pytest.raises(UsageError, match="is not empty"):
        make_population(tmp_path, settings)


def _file(population: Population, shard: int) -> Path:
    return population.folder / "person" / f"{population.shards[shard].number:05d}.parquet"


def test_tables_are_as_declared_and_tell_of_people_of_their_shards(made: Population) -> None:
    assert set(made.manifest["rows"]) == set(TABLES)
    for shard in made.shards:
        for name, schema in TABLES.items():
            rows = made.table(name, shard)
            assert rows.schema.equals(schema)
            assert rows.num_rows
            assert shard.first <= pc.min(rows["person"]).as_py() <= pc.max(rows["person"]).as_py()
            assert pc.max(rows["person"]).as_py() < shard.first + shard.people


def test_a_region_alone_has_the_people_that_it_has_among_all(made: Population) -> None:
    every = replace(ONE_REGION, regions=())
    parts = every.shards()
    alone = shard_people(every.targets(), parts, made.shards[0], every.last_year)
    assert {s.region for s in made.shards} == {6}
    assert sum(s.people for s in parts) == 24_000
    assert made.table("person", made.shards[0]).equals(alone.tables()["person"])


def test_birth_years_sexes_and_ethnic_groups_are_those_of_the_targets(everybody: Everybody) -> None:
    """Counts of birth year, sex and origin are within rounding in all; ethnic groups of each sex within 2."""
    aims, people = NATION.targets(), everybody.whole("person")
    year, sex = pc.year(people["born"]).to_numpy(), people["sex"].to_numpy()
    came, ethnicity = people["arrived"].to_numpy() > 0, people["ethnicity"].to_numpy()
    for origin, of in (("born", ~came), ("arrived", came)):
        for born in BORN:
            for one in ("F", "M"):
                count = int((of & (year == born) & (sex == one)).sum())
                assert abs(count - aims.value("people", origin=origin, born=born, sex=one)) < 1
    whom = np.array([aims.value("people", origin="born", born=b, sex=s) for b in range(1980, 1981) for s in ("F", "M")])
    asian = (~came & (year == 1980) & np.isin(ethnicity, GROUPS["Asian"])).sum()
    assert abs(asian - whom.sum() * aims.value("ethnic_group", origin="born", decade=1980, group="Asian") / 100) < 4
    assert set(np.unique(ethnicity)) <= set(ETHNICITIES)


def test_lives_are_in_order(everybody: Everybody) -> None:
    """Nobody lives anywhere before they came; they leave after they came; homes are in the order of days."""
    people, home = everybody.whole("person"), everybody.whole("home")
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


def test_people_live_where_their_region_is_and_some_move_over_its_border(everybody: Everybody) -> None:
    """At a postcode that there was on the day, and near the share of people that each place has."""
    places, home = nation.places(), everybody.whole("home")
    of = np.repeat([s.region for s in everybody.shards], [s.people for s in everybody.shards])
    owner, place = home["person"].to_numpy(), home["place"].to_numpy()
    assert (home["since"].to_numpy() >= places.introduced[place])[
        home["since"].to_numpy() >= places.introduced.min()
    ].all()
    first = np.diff(owner, prepend=-1) > 0
    assert (places.region[place[first]] == of).all()
    assert 0.08 < (places.region[place[~first]] != of[owner[~first]]).mean() < 0.2
    poor = places.decile[place[first]] <= 3
    assert abs(poor.mean() - places.weight[places.decile <= 3].sum()) < 0.02


def test_school_results_are_of_the_cohorts_that_the_pupil_database_has(everybody: Everybody) -> None:
    people, rows = everybody.whole("person"), everybody.whole("schooling")
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


def test_those_with_free_meals_or_special_needs_do_less_well_and_girls_better(everybody: Everybody) -> None:
    people, rows = everybody.whole("person"), everybody.whole("schooling")
    has = pc.is_valid(rows["attainment_8"])
    points = rows["attainment_8"].filter(has).to_numpy()
    of = people.take(rows["person"].filter(has))
    meals, needs, girls = (of["free_meals"].to_numpy(), of["special_needs"].to_numpy() > 0, of["sex"].to_numpy() == "F")
    for better in (~meals, ~needs, girls):
        assert points[better].mean() - points[~better].mean() > 2


def test_the_command_makes_a_population_and_says_what_it_does_not_understand(tmp_path: Path) -> None:
    options = ("--years", "2009..2010", "--region", "mereside")
    said = run("synth", "population", "--people", "2e3", "--out", tmp_path / "new", *options)
    assert re.search(r"^2\d\d people in 1 shard in ", said)
    assert "schooling" in said
    settings = json.loads((tmp_path / "new/population.json").read_text())["settings"]
    assert (settings["people"], settings["first_year"], settings["last_year"]) == (2000, 2009, 2010)
    for option, value, said in (
        ("--people", "many", "many is no number of people"),
        ("--people", "10", "too few"),
        ("--years", "2020", "no span of years"),
        ("--years", "2025..1995", "no span of years"),
        ("--region", "London", "no region of the made-up nation called London"),
    ):
        assert said in refused("synth", "population", "--out", tmp_path / "no", option, value)
