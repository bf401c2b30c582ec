"""What made-up people learn: as many as the targets say, in an order that life has, with hard cases that are known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest

from alder.sources.miniature import providers
from alder.sources.miniature.catalogue import listed_aims, listed_frameworks, listed_standards
from alder.synth.population.draws import NEVER, day_number, first_day, on, year_of
from alder.synth.population.frequencies import ADULT, APPRENTICE, COMMUNITY, HIGHER, LOAN, STUDY, UNFUNDED
from alder.synth.population.hard_cases import CASES, CLOSED, MERGED, NAMES, cases_of
from alder.synth.population.home_regions import place_fifth
from alder.synth.population.learning_counts import LearningColumns, leaver_counts
from alder.synth.population.learning_targets import FIRST, GROUPS, LEVELS, learning_targets
from alder.synth.population.participation import Participation
from alder.synth.population.people import shard_people
from alder.synth.population.population import PopulationSettings
from alder.synth.population.population_tables import AIM, EPISODE
from alder.synth.population.residents import GROUPS as GROUPS_OF_PEOPLE
from alder.synth.population.residents import fifth_name
from alder.synth.population.shard_learning import learning

if TYPE_CHECKING:
    from alder.synth.population.people import ShardPeople

LAST = 2025
LISTED = {aim.ref: aim for aim in listed_aims()}
RUNGS = {"X": 0, "E": 1, "1": 1, "1.5": 1, "2": 2, "3": 3}


@dataclass(frozen=True)
class Learned:
    """The learning of a shard, its aims as columns of numbers; days that are not there are `NEVER`."""

    settings: PopulationSettings
    people: ShardPeople
    episodes: pa.Table
    aims: pa.Table
    a: dict[str, Any]

    def of_episode(self, name: str) -> Any:
        first = self.episodes["episode"][0].as_py()
        return self.episodes[name].to_numpy()[self.a["episode"] - first]


@cache
def learned(seed: int, number: int = 1) -> Learned:
    settings = PopulationSettings(people=90_000, seed=seed)
    who = shard_people(settings.targets(), settings.shards(), settings.shards()[number], LAST)
    episodes, aims = learning(who, settings.targets(), LAST)
    return Learned(settings, who, episodes, aims, {name: _column(aims[name]) for name in aims.column_names})


def _column(values: pa.ChunkedArray) -> Any:
    column = values.combine_chunks()
    if pa.types.is_date32(column.type):
        return column.cast(pa.int32()).fill_null(NEVER).to_numpy(zero_copy_only=False).astype(np.int64)
    if pa.types.is_dictionary(column.type):
        return np.array(column.dictionary.to_pylist(), dtype=object)[column.indices.to_numpy()]
    return column.to_numpy(zero_copy_only=False)


@pytest.fixture(params=[(4, 1), (11, 6)], ids=["seed 4", "seed 11"])
def some(request: pytest.FixtureRequest) -> Learned:
    return learned(*request.param)


# In the order that life has ------------------------------------------------------------------------------------------


def test_tables_are_as_declared_and_in_order(some: Learned) -> None:
    assert some.episodes.schema.equals(EPISODE)
    assert some.aims.schema.equals(AIM)
    a = some.a
    order = np.lexsort((a["role"], a["start"], a["episode"], a["person"]))
    assert (order == np.arange(len(order))).all()
    assert set(some.episodes["episode"].to_pylist()) == set(a["episode"].tolist())
    assert len(set(some.episodes["episode"].to_pylist())) == some.episodes.num_rows


def test_days_follow_each_other(some: Learned) -> None:
    a = some.a
    assert (a["start"] <= a["plan"]).all()
    assert (a["start"] <= a["end"]).all()
    assert (a["plan"] - a["start"] < 10 * 365).all()
    assessed = a["assessed"] < NEVER
    assert (a["assessed"] - a["end"])[assessed].min() >= 7
    assert set(a["prog"][assessed].tolist()) == {25}
    restart = a["restart"] == 1
    assert (a["original"][a["original"] < NEVER] < a["start"][a["original"] < NEVER]).all()
    assert restart[a["original"] < NEVER].all()
    assert ((a["returned_until"] >= 0) == (a["end"] == NEVER)).all()


def test_nobody_is_in_two_programmes_at_once(some: Learned) -> None:
    a = some.a
    last = np.where(a["end"] < NEVER, np.maximum(a["end"], np.where(a["assessed"] < NEVER, a["assessed"], 0)), 0)
    begins, ends = {}, {}
    for episode, start, end in zip(a["episode"].tolist(), a["start"].tolist(), last.tolist(), strict=True):
        begins[episode] = min(start, begins.get(episode, NEVER))
        ends[episode] = max(end, ends.get(episode, 0))
    person = some.episodes["person"].to_pylist()
    number = some.episodes["episode"].to_pylist()
    for before, after in zip(range(len(person) - 1), range(1, len(person)), strict=True):
        if person[before] == person[after]:
            assert year_of(np.array(ends[number[before]])) < year_of(np.array(begins[number[after]]))


def test_ages_are_those_that_each_kind_of_funding_asks_for(some: Learned) -> None:
    a, people = some.a, some.people
    own = a["person"] - people.shard.first
    kind, year = some.of_episode("kind"), some.of_episode("year")
    age = year - 1 - people.cohort[own]  # on 31 August
    assert set(age[kind == STUDY].tolist()) == {16, 17, 18}
    for adult in (ADULT, COMMUNITY, LOAN, UNFUNDED, HIGHER):
        assert age[kind == adult].min() >= 19
    assert age[kind == APPRENTICE].min() == 16  # so nobody before they may leave school
    assert set(np.unique(kind).tolist()) == set(range(7))


def test_whoever_is_24_or_has_level_3_borrows_for_level_3(some: Learned) -> None:
    a, people = some.a, some.people
    kind, year = some.of_episode("kind"), some.of_episode("year")
    level_3 = np.array([LISTED[ref].level == "3" for ref in a["ref"]]) & (a["role"] == 0) & (year >= 2013)
    age = year - 1 - people.cohort[a["person"] - people.shard.first]  # on 31 August
    borrows = (age >= 23) | (some.of_episode("prior_level") >= 4)
    for who, whether in ((ADULT, False), (LOAN, True)):
        of = level_3 & (kind == who)
        assert set(borrows[of].tolist()) == {whether}
    assert {int(f) for f in a["fund"][kind == LOAN]} == {99}


def test_whoever_learns_lives_in_the_nation(some: Learned) -> None:
    people = some.people
    own = some.episodes["person"].to_numpy() - people.shard.first
    year = some.episodes["year"].to_numpy()
    assert (people.came[own] <= year).all()
    assert ((people.left[own] == 0) | (people.left[own] > year)).all()


def test_a_restart_follows_a_break_or_another_provider(some: Learned) -> None:
    a = some.a
    kept: dict[tuple[int, int], int] = {}
    for row in range(len(a["episode"])):
        key = (a["episode"][row], a["role"][row])
        if a["restart"][row]:
            before = kept[key]
            assert a["end"][before] < a["start"][row]
            if a["status"][before] == 6:
                assert a["provider"][before] == a["provider"][row]
            else:
                assert a["reason"][before] in (2, 7, 41, 47)
                assert a["provider"][before] != a["provider"][row]
        else:
            assert key not in kept
        kept[key] = row


def test_aims_standards_and_frameworks_are_open_when_they_are_begun(some: Learned) -> None:
    a = some.a
    begun = np.where(a["original"] < NEVER, a["original"], a["start"])
    first = a["restart"] == 0
    opens = np.array([day_number(LISTED[ref].opens) for ref in a["ref"]])
    last = np.array([day_number(LISTED[ref].last_start) if LISTED[ref].last_start else NEVER for ref in a["ref"]])
    closes = np.array([day_number(LISTED[ref].closes) if LISTED[ref].closes else NEVER for ref in a["ref"]])
    assert (opens <= begun).all()
    assert (begun <= last)[first].all()
    assert (np.where(a["end"] < NEVER, a["end"], 0) <= closes).all()
    programme = (a["type"] == 1) & first
    standards = {s.code: s for s in listed_standards()}
    frameworks = {(f.kind, f.code, f.pathway): f for f in listed_frameworks()}
    for row in np.flatnonzero(programme).tolist():
        key = (a["prog"][row], a["fwork"][row], a["pway"][row])
        of = standards[a["std"][row]] if a["prog"][row] == 25 else frameworks[key]
        assert day_number(of.opens) <= a["start"][row]
        assert of.last_start is None or a["start"][row] <= day_number(of.last_start)


def test_apprenticeships_last_as_long_as_they_must(some: Learned) -> None:
    a = some.a
    first = (a["type"] == 1) & (a["restart"] == 0)
    short = np.where(a["start"] >= on(2025, 8, 1), 242, 365)
    assert (a["plan"] - a["start"] >= short)[first].all()
    done = first & (a["status"] == 2)
    assert (a["end"] - a["start"] >= short)[done].all()
    frameworks = (a["type"] == 1) & (a["prog"] != 25)
    assert a["start"][frameworks & first].max() <= on(2020, 7, 31)
    assert (a["end"] <= a["plan"])[frameworks & (a["hard_case"] == "")].all()  # their contracts end with them


def test_funding_goes_with_the_day(some: Learned) -> None:
    a = some.a
    kind = some.of_episode("kind")
    begun = np.where(a["original"] < NEVER, a["original"], a["start"])
    community = np.array(["community" in LISTED[ref].offers for ref in a["ref"]])
    assert kind[community].tolist() == np.where(a["role"] == 0, COMMUNITY, ADULT)[community].tolist()
    told = {
        # of whom                                 funded before and after a day
        "apprentices": ((kind == APPRENTICE) & (a["prog"] >= 0), begun, on(2017, 5, 1), {35}, {36}),
        "adult skills": ((kind == ADULT) & ~community, a["start"], on(2024, 8, 1), {35}, {38}),
        "community learning": (community, a["start"], on(2024, 8, 1), {10}, {11}),
        "study programmes": (kind == STUDY, a["start"], on(2017, 5, 1), {25}, {25}),
        "loans": (kind == LOAN, a["start"], on(2017, 5, 1), {99}, {99}),
    }
    for whom, (which, day, change, before, after) in told.items():
        assert set(a["fund"][which & (day < change)].tolist()) == before, whom
        assert set(a["fund"][which & (day >= change)].tolist()) == after, whom


def test_a_provider_teaches_only_while_it_is_open(some: Learned) -> None:
    a = some.a
    register = {one.number: one for one in providers.registered()}
    assert {register[n].region for n in set(a["provider"].tolist())} == {some.people.shard.region}
    opened = np.array([day_number(register[n].opened) for n in a["provider"].tolist()])
    last = [register[n].closed for n in a["provider"].tolist()]
    closed = np.array([NEVER if day is None else day_number(day) for day in last])
    assert (opened <= a["start"]).all()
    over = np.where(a["end"] < NEVER, a["end"], 0) - closed
    assert (over <= 20).all()


# As many as the targets say ------------------------------------------------------------------------------------------


def in_learning(some: Learned, year: int) -> Any:
    """Aims in learning on a day of the year that count as begun, by the definition of participation."""
    a = some.a
    planned, stayed = a["plan"] - a["start"] + 1, a["end"] - a["start"] + 1
    needed = np.where(planned >= 168, 42, np.where(planned >= 14, 14, 1))
    achieved = np.where(a["fund"] == 36, a["status"] == 2, a["outcome"] == 1)
    last = np.where(a["returned_until"] >= 0, first_day(np.maximum(a["returned_until"], FIRST) + 1) - 1, a["end"])
    inside = (a["start"] < first_day(year + 1)) & (last >= first_day(year))
    return inside & ((a["end"] == NEVER) | achieved | (stayed >= needed))


def levels(some: Learned) -> Any:
    a = some.a
    of_aim = np.array([RUNGS.get(LISTED[ref].level, 4) for ref in a["ref"]])
    of_standard = {s.code: min(s.level, 4) for s in listed_standards()}
    of_programme = {25: 0, 3: 2, 2: 3, 20: 4, 21: 4}
    of_app = [of_standard[s] if p == 25 else of_programme.get(p, 0) for p, s in zip(a["prog"], a["std"], strict=True)]
    return np.where(a["prog"] >= 0, of_app, of_aim)


@pytest.mark.parametrize("year", [2005, 2016, 2018, 2023])
def test_as_many_adults_learn_as_the_targets_say_in_all_and_at_each_level(some: Learned, year: int) -> None:
    a, people, shard = some.a, some.people, some.people.shard
    kind = some.of_episode("kind")
    own = a["person"] - shard.first
    counted = in_learning(some, year) & (year - 1 - people.cohort[own] >= 19)
    counted &= (a["fund"] != 99) | (kind == LOAN)
    skills = np.array([bool(LISTED[ref].skills) for ref in a["ref"]]) & (a["prog"] < 0)
    wanted = learning_targets(some.settings.targets())
    total, by_level = wanted.adults(year)
    level = levels(some)
    basic = dict(zip(GROUPS_OF_PEOPLE, wanted.skills_shares(year) * by_level[-1], strict=True))
    of_basic = sum(people.part_of_group(many, group, f"skills {year} {group}") for group, many in basic.items())
    assert len(set(own[counted].tolist())) == pytest.approx(shard.part(total, f"adults {year}"), abs=1)
    for number, name in enumerate(LEVELS):
        which = counted & (skills if name == "essential skills" else ~skills & (level == number))
        expected = of_basic if name == "essential skills" else shard.part(by_level[number], f"adults {year} {name}")
        more = year == 2023 and name == "4+"  # apprentices alone may be more
        assert len(set(own[which].tolist())) == pytest.approx(expected, abs=1 + more), name


def test_young_adults_learn_where_it_was_published(some: Learned) -> None:
    """By the fifth of deprivation of their homes in 2015/16: each shard has its part, by its own people of a fifth."""
    people, year = some.people, 2015
    own = some.a["person"] - people.shard.first
    age = year - 1 - people.cohort[own]
    counted = in_learning(some, year) & (age >= 19) & (age <= 24)
    counted &= (some.a["fund"] != 99) | (some.of_episode("kind") == LOAN)
    found = np.bincount(place_fifth()[people.home(year)[np.unique(own[counted])]], minlength=5)
    told, _ = learning_targets(some.settings.targets()).young_adults(year)
    parts = [people.part_of_group(n, fifth_name(f), f"young adults {year} {f}") for f, n in enumerate(told)]
    assert found.tolist() == pytest.approx(parts, abs=1)
    assert sum(parts) > 50


@pytest.mark.parametrize("year", [2005, 2016, 2018, 2020, 2023])
def test_as_many_apprenticeships_begin_as_the_targets_say(some: Learned, year: int) -> None:
    """Restarts count as starts where learning broke off in another year, but for 2020/21. A hard case or two that is
    left at once, where nobody else is to leave so, is no start.
    """
    a = some.a
    programme = (a["type"] == 1) & (year_of(a["start"]) == year)
    before: dict[tuple[int, int], int] = {}
    starts = 0
    for row in np.flatnonzero(a["type"] == 1).tolist():
        key = (a["episode"][row], a["role"][row])
        broke = before.get(key)
        before[key] = row
        if not programme[row] or not in_learning(some, year)[row]:
            continue
        if a["restart"][row]:
            assert broke is not None
            goes_on = a["reason"][broke] == 47 or year_of(a["end"][broke : broke + 1])[0] == year or year == 2020
            starts += not goes_on
        else:
            starts += 1
    expected = learning_targets(some.settings.targets()).starts(year).sum()
    assert starts == pytest.approx(some.people.shard.part(expected, f"starts {year}"), abs=2)


# What the rates say --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Judged:
    """What each main aim is to the rates: a verdict, and the year in which it counts."""

    says: list[str]
    year: list[int]


def judge(some: Learned) -> Judged:
    """The rules of achievement rates, written again and read off one aim after the other."""
    a = some.a
    apart: dict[tuple[int, int, str], list[int]] = {}
    kinds = ["a" if p >= 0 else "c" if f == 10 else "e" for p, f in zip(a["prog"], a["fund"], strict=True)]
    counted = (a["prog"] < 0) | (a["type"] == 1)
    for row in np.flatnonzero(counted).tolist():
        apart.setdefault((a["person"][row], a["provider"][row], kinds[row]), []).append(row)
    academic = {n: year_of(np.minimum(a[n], on(2044, 1, 1))).tolist() for n in ("start", "plan", "end", "assessed")}
    says, years = [], []
    for row in range(len(kinds)):
        start, plan, end = (int(a[n][row]) for n in ("start", "plan", "end"))
        days, needed = end - start + 1, 42 if plan - start + 1 >= 168 else 14 if plan - start + 1 >= 14 else 0
        beside = apart.get((a["person"][row], a["provider"][row], kinds[row]), [])
        year = max(academic["plan"][row], academic["end"][row] if end < NEVER else 0)
        if a["assessed"][row] < NEVER:
            year = max(year, academic["assessed"][row])
        verdict = "completer"
        if end == NEVER:
            verdict, year = "overdue continuing", max(academic["plan"][row], int(a["returned_until"][row]) + 1)
        elif a["status"][row] == 6:
            same = [r for r in beside if a["ref"][r] == a["ref"][row] and a["std"][r] == a["std"][row]]
            again = [academic["start"][r] for r in same if a["restart"][r] and a["start"][r] >= end]
            resumed = bool(again) and min(again) <= year + 1
            verdict, year = ("planned break", year) if resumed else ("overdue break", year + 1)
        elif a["status"][row] == 3:
            moved = any(0 <= a["start"][r] - end <= 120 and r != row for r in beside)
            verdict = "withdrawn"
            if a["reason"][row] == 40 and moved:
                verdict = "transfer"
            elif a["reason"][row] in (7, 47):
                verdict = "intervention" if a["reason"][row] == 7 else "merger"
            elif days < needed and not a["restart"][row]:
                verdict = "qualifying period"
        says.append(verdict)
        years.append(year)
    return Judged(says, years)


def test_each_hard_case_is_to_the_rates_what_it_was_made_to_be(some: Learned) -> None:
    a, judged = some.a, judge(some)
    met = set()
    for row in range(len(judged.says)):
        name = a["hard_case"][row]
        if name in ("", MERGED, CLOSED) or (a["prog"][row] >= 0 and a["type"][row] != 1):
            continue
        case = next(case for case in CASES if case.name == name)
        rows = [
            r for r in range(row - 6, row + 7) if 0 <= r < len(judged.says) and a["episode"][r] == a["episode"][row]
        ]
        main = [r for r in rows if a["prog"][r] < 0 or a["type"][r] == 1]
        spell = case.spells[main.index(row)]
        assert judged.says[row] == spell.says, name
        met.add(name)
    assert len(met) > len(CASES) * 0.9


def test_hard_cases_come_in_known_numbers(some: Learned) -> None:
    """A shard has each case of adults in one year of five."""
    a, shard = some.a, some.people.shard
    first = (a["restart"] == 0) & (a["role"] == 0) & (a["type"] != 3)
    made = {(name, int(y)) for name, y in zip(a["hard_case"][first], some.of_episode("year")[first], strict=True)}
    wanted = {(NAMES[n], year) for year in range(2015, LAST + 1) for n in cases_of("adult", shard.number, year)}
    assert len(wanted - made) <= 2  # where nobody in so small a shard fits
    each = [sum(NAMES[n] == name for name, _ in wanted) for n in range(1, len(NAMES)) if CASES_ARE_ADULT.get(n)]
    assert set(each) == {2, 3}  # of eleven years


CASES_ARE_ADULT = {n: case.of == "adult" for n, case in enumerate(CASES, 1)}


def test_whoever_learns_at_a_provider_that_ends_goes_on_elsewhere() -> None:
    """Where it merged at its successor, the day after; where it closed at another of its kind."""
    register = {one.number: one for one in providers.registered()}
    merged = {one.region for one in register.values() if one.successor is not None}
    settings = PopulationSettings(people=90_000, seed=4)
    some = next(learned(4, s.number) for s in settings.shards() if s.region in merged)
    a = some.a
    left = np.flatnonzero((a["hard_case"] == MERGED) & (a["status"] == 3) & (a["reason"] == 47)).tolist()
    assert left
    for row in left:
        (after,) = [
            r
            for r in np.flatnonzero((a["episode"] == a["episode"][row]) & (a["role"] == a["role"][row])).tolist()
            if a["start"][r] == a["end"][row] + 1
        ]
        assert a["provider"][after] == register[a["provider"][row]].successor
        assert a["restart"][after] == 1


@pytest.mark.parametrize("number", [3, 8])
def test_what_is_learned_in_an_apprenticeship_ends_with_its_programme(number: int) -> None:
    """Where the provider merged or closed, too: rules R30 and R66 look for a programme beside every part."""
    a = learned(4, number).a
    ends: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for row in np.flatnonzero(a["type"] == 1).tolist():
        ends.setdefault((a["episode"][row], a["provider"][row]), []).append((a["start"][row], a["end"][row]))
    for row in np.flatnonzero((a["prog"] >= 0) & (a["type"] == 3) & (a["end"] < NEVER)).tolist():
        whole = ends[a["episode"][row], a["provider"][row]]
        assert any(start <= a["start"][row] and a["end"][row] <= end for start, end in whole)


@pytest.mark.parametrize("groups", [(1,), (2,), (3,), (5,), (6,), (8, 9, 10)], ids=str)
def test_rates_come_out_as_the_targets_have_them(some: Learned, groups: tuple[int, ...]) -> None:
    """Retention and pass rate of the last years in which groups have many leavers, but for one person a year.

    Those of courses are of years in which nothing else decides who achieves: before, learners come first. Standards
    stand together, since two of the years have quotas of all levels.
    """
    a, judged = some.a, judge(some)
    scope, name = GROUPS[groups[0]]
    level = levels(some)
    main = (a["type"] == 1) if scope == "apprenticeships" else (a["prog"] < 0) & (a["fund"] != 10)
    if scope == "apprenticeships":
        main &= (a["prog"] == 25) == name.startswith("standard")
    group = level - int(name.rstrip("+")[-1]) + groups[0]
    main &= np.isin(group, groups)
    years = range(2012, 2016) if name.startswith("framework") else range(2021 if groups[0] < 5 else 2019, 2025)
    wanted = learning_targets(some.settings.targets())
    leavers = completers = achievers = expected = passes = 0.0
    for row in np.flatnonzero(main).tolist():
        year = judged.year[row] - FIRST
        if judged.year[row] not in years:
            continue
        if judged.says[row] not in ("completer", "withdrawn", "overdue break", "overdue continuing"):
            continue
        leavers += 1
        completers += judged.says[row] == "completer"
        achievers += a["status"][row] == 2 and a["outcome"][row] == 1
        expected += wanted.retention[group[row], year] / 100
        passes += (judged.says[row] == "completer") * wanted.passes[group[row], year] / 100
    assert leavers > 100
    beside = 0.01 * leavers if groups == (1,) else 0  # whoever leaves a course leaves what they learn beside it
    assert completers == pytest.approx(expected, abs=len(years) + beside)
    assert achievers == pytest.approx(passes, abs=len(years))


@pytest.mark.parametrize(
    ("year", "cell"),
    [
        (2021, {"level": "E/1"}),
        (2021, {"level": "2"}),
        (2021, {"level": "3"}),
        (2019, {"ethnic_group": "White"}),
    ],
)
def test_as_many_courses_are_left_and_completed_as_was_published(
    some: Learned, year: int, cell: dict[str, str]
) -> None:
    """As many leave, complete and achieve as is the part of this shard, where that was published by level or group: of
    those who achieve one more or fewer in 2019/20, when as many learners as were published come first.
    """
    people = some.people
    by_person = {name: getattr(people, name) for name in ("cohort", "ethnicity", "born")}
    columns = LearningColumns.of(some.episodes, some.aims, people.shard.first, fifth=people.born * 0, **by_person)
    whose = {"of": "education and training", "year": year, **cell}
    leavers, completers, achievers = next(counts for of, *counts in leaver_counts(columns, year) if of == whose)
    parts = Participation(people, learning_targets(some.settings.targets())).parts
    level = ("E/1", "2", "3").index(cell["level"]) + 1 if "level" in cell else None
    ethnic = None if level else (0,)
    (part,) = (parts[c] for c in parts if c.year == year and (c.level, c.ethnic) == (level, ethnic))
    assert (leavers, completers) == part[:2]
    assert abs(achievers - part[2]) <= (year == 2019)
    assert leavers > 100


@pytest.mark.parametrize(("year", "level"), [(2018, "2"), (2018, "3")])
def test_as_many_apprentices_leave_complete_and_achieve_as_was_published(some: Learned, year: int, level: str) -> None:
    """As many as is the part of this shard: the last to begin are planned to end so that it comes out."""
    people = some.people
    by_person = {name: getattr(people, name) for name in ("cohort", "ethnicity", "born")}
    columns = LearningColumns.of(some.episodes, some.aims, people.shard.first, fifth=people.born * 0, **by_person)
    cell = {"of": "apprenticeships", "year": year, "programme": "framework", "level": level}
    counted = next(counts for of, *counts in leaver_counts(columns, year) if of == cell)
    group = GROUPS.index(("apprenticeships", f"framework {level}"))
    quotas = learning_targets(some.settings.targets()).quotas
    quota = next(q for q in quotas if (q.cell.year, q.cell.groups) == (year, (group,)))
    achieve, fail, leave = (people.shard.part(n, f"{quota.name} {n}") for n in quota.counts)
    assert counted == [achieve + fail + leave, achieve + fail, achieve]
    assert leave > 3
