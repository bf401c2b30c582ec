"""Who lives in a shard: born or arrived, of which sex and ethnic group, how able, at which homes and until when."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from alder.synth.population import frequencies
from alder.synth.population.draws import Array, choose, on, spread
from alder.synth.population.fitting import by_quota, chosen, fitted, whole, whole_columns
from alder.synth.population.home_regions import (
    home_regions,
    known_on,
    over_the_border,
    place_deprivation,
    place_positions,
    region_fifths,
    region_weights,
)
from alder.synth.population.shards import bounds_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.synth.population.shards import Shard
    from alder.synth.population.targets import Targets

BORN = range(1940, 2013)
"""Birth years: the oldest are 50 in 1990, the youngest go to primary school in 2020."""
TOLD = range(1990, 2031)
"""Years in which people leave and move. Before, nobody does: a first home is that of 1990."""
CAME = range(1955, 2031)

ETHNICITIES = (31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 98)
"""ILR codes. That it is not known is something that a source says, and no person is."""

GROUPS = {
    "White": (31, 32, 33, 34),
    "Mixed": (35, 36, 37, 38),
    "Asian": (39, 40, 41, 42, 43),
    "Black": (44, 45, 46),
    "Other": (47, 98),
}
"""Major ethnic groups and their codes."""
MINORITIES: Final = "All but White"
NEITHER: Final = "Neither White nor Asian"

_ORIGINS = ("born", "arrived")
_SEXES = ("F", "M")
_BOTTOM, _TOP = 0, 95
_PULL = {"Mixed": 0.7, "Asian": 1.0, "Black": 1.6, "Other": 0.9}
"""How much more people of a group live in deprived places than all do. Assumed. All others live where these do not."""
_LESS_ABLE_WHERE_POOR = 0.24
"""Correlation of ability and the deprivation of the first home. Assumed."""


@dataclass(frozen=True, kw_only=True)
class Residents:
    """The people of one shard as columns; row n is person `shard.first + n`. Days are counted from 1970."""

    shard: Shard
    group_parts: Mapping[str, tuple[float, float]]
    """Of each major ethnic group, and each fifth of deprivation, the shares of its people that are in shards before
    this one, and up to its end.
    """
    born: Array  # day
    sex: Array  # "F" or "M"
    ethnicity: Array
    arrived: Array  # year, 0 for those who were born in the nation
    left: Array  # year, 0 while they are there
    difficulty: Array
    difficulty_category: Array
    special_needs: Array
    free_meals: Array
    ability: Array
    home_owner: Array  # rows of homes: index of the person, day since when, place; in order
    home_since: Array
    home_place: Array

    def __len__(self) -> int:
        return self.shard.people

    def part_of_group(self, count: float, group: str, cell: str) -> int:
        """How many of `count`, a count of all people of an ethnic group or fifth, are to be of this shard: by its
        people of it.

        As with `Shard.part`, the parts of all shards add up to the count, rounded.
        """
        before, after = self.bounds_of_group(count, group, cell)
        return after - before

    def bounds_of_group(self, count: float, group: str, cell: str) -> tuple[int, int]:
        """How many of such a count fall to the shards before this one, and to those up to its end."""
        return bounds_of(count, self.group_parts[group], cell)

    def part_of_minorities(self, count: float, cell: str) -> int:
        """The same of a count of everybody who is not White."""
        return self.part_of_group(count, MINORITIES, cell)

    @property
    def person(self) -> Array:
        """Their numbers."""
        return np.arange(self.shard.first, self.shard.first + self.shard.people)

    @cached_property
    def cohort(self) -> Array:
        """The year whose September begins the school year that each was born in."""
        day: Array = self.born.astype("datetime64[D]")
        month = day.astype("datetime64[M]").astype(np.int64) % 12 + 1
        year: Array = day.astype("datetime64[Y]").astype(np.int64) + 1970
        return year - (month < 9)

    def age(self, year: int) -> Array:
        """Age on 31 August before the academic year that starts in `year`."""
        return year - 1 - self.cohort

    def present(self, year: int) -> Array:
        """Who lives in the nation in a calendar year: came before it ends, and has not left by then."""
        found: Array = (self.came <= year) & ((self.left == 0) | (self.left > year))
        return found

    def home_on(self, day: int) -> Array:
        """The place where each lives on a day; for whom it comes before birth or arrival, the first home."""
        starts = self._first_rows
        moved = (self.home_since <= day).astype(np.int64)
        count = np.add.reduceat(moved, starts)
        found: Array = self.home_place[starts + np.maximum(count - 1, 0)]
        return found

    def home(self, year: int) -> Array:
        """The place where each lives on 31 August before the academic year that starts in `year`."""
        return self.home_on(on(year, 8, 31))

    def deprivation(self, year: int) -> Array:
        """How deprived that place is, from 0 to 1, the most."""
        found: Array = place_deprivation()[self.home(year)]
        return found

    @cached_property
    def _first_rows(self) -> Array:
        """The row of each person's first home."""
        return np.flatnonzero(np.diff(self.home_owner, prepend=-1))

    @property
    def first_home(self) -> Array:
        """The place where each lived first: of birth or arrival, and for those born long ago, that of 1990."""
        found: Array = self.home_place[self._first_rows]
        return found

    @cached_property
    def came(self) -> Array:
        """The year in which each was born, or arrived."""
        born: Array = self.born.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
        return np.where(self.arrived > 0, self.arrived, born)


def residents(targets: Targets, parts: tuple[Shard, ...], shard: Shard) -> Residents:
    """Make the people of one of these shards: as many of each birth year, sex, origin and ethnic group as is its."""
    counts = composition(targets, parts)[:, shard.number]
    counts_by_group = _by_group(targets, parts)
    draws = shard.draws()
    cell = np.repeat(np.arange(len(counts)), counts)[np.argsort(draws.uniform("order"), kind="stable")]
    origin, year, sex, code = np.unravel_index(cell, _SHAPE)
    born_year = year + BORN.start
    day = np.array([on(y, 1, 1) for y in BORN])[year] + spread(draws.uniform("birthday"), 0, 364)
    arrived = np.where(origin == 1, _arrivals(targets, shard, year, draws.uniform("arrival")), 0)
    ethnicity = np.array(ETHNICITIES)[code]
    position = _first_homes(shard, ethnicity, draws.uniform("home"), draws.uniform("which home"))
    own = home_regions()[shard.region]
    poor = own.deprivation[own.along(position)]
    ability = np.sqrt(1 - _LESS_ABLE_WHERE_POOR**2) * draws.normal("ability") - _LESS_ABLE_WHERE_POOR * (
        (poor - 0.5) * np.sqrt(12)
    )
    needs = _special_needs(targets, shard, sex, ability)
    meals = _free_meals(targets, shard, poor, ability)
    difficulty = _difficulties(targets, shard, needs, ability)
    kinds = np.array([kind for kind, _ in frequencies.LLDD_CATEGORIES])
    category = kinds[choose(draws.uniform("difficulty kind"), [share for _, share in frequencies.LLDD_CATEGORIES])]
    came_year = np.where(origin == 1, arrived, born_year)
    came = np.where(
        origin == 1,
        np.maximum(
            day,
            np.array([on(y, 1, 1) for y in CAME])[np.maximum(arrived - CAME.start, 0)]
            + spread(draws.uniform("arrival day"), 0, 364),
        ),
        day,
    )
    left, homes = _lives(targets, shard, born_year, came_year, came, origin, position)
    return Residents(
        shard=shard,
        group_parts=_group_parts(counts_by_group, shard.number),
        born=day,
        sex=np.array(_SEXES)[sex],
        ethnicity=ethnicity,
        arrived=arrived,
        left=left,
        difficulty=np.where(difficulty, 1, 2),
        difficulty_category=np.where(difficulty, category, 0),
        special_needs=needs,
        free_meals=meals,
        ability=ability.astype(np.float32),
        home_owner=homes[0],
        home_since=homes[1],
        home_place=homes[2],
    )


_SHAPE = (len(_ORIGINS), len(BORN), len(_SEXES), len(ETHNICITIES))


@cache
def _by_group(targets: Targets, parts: tuple[Shard, ...]) -> dict[str, Array]:
    """How many people of each major ethnic group, of several together, and of each fifth of deprivation are in each
    shard.
    """
    counts = composition(targets, parts)
    by_code = counts.reshape(-1, len(ETHNICITIES), counts.shape[-1]).sum(axis=0)
    white, asian = GROUPS["White"], GROUPS["Asian"]
    members = {
        **GROUPS,
        MINORITIES: [code for code in ETHNICITIES if code not in white],
        NEITHER: [code for code in ETHNICITIES if code not in white and code not in asian],
    }
    rows = {group: [ETHNICITIES.index(code) for code in codes] for group, codes in members.items()}
    in_fifths = region_fifths()[[part.region for part in parts]] * [[part.people] for part in parts]
    by_fifth = {fifth_name(number): of for number, of in enumerate(in_fifths.T)}
    return {group: by_code[codes].sum(axis=0) for group, codes in rows.items()} | by_fifth


def fifth_name(number: int) -> str:
    """What the people of a fifth of deprivation, 0 the most deprived, are called among groups of people."""
    return f"fifth {number}"


def _group_parts(counts: Mapping[str, Array], number: int) -> dict[str, tuple[float, float]]:
    """Of each group or fifth the shares of its people that are in shards before this one, and up to its end."""
    ends = {group: np.concatenate(([0], np.cumsum(of))) / of.sum() for group, of in counts.items()}
    return {group: (float(of[number]), float(of[number + 1])) for group, of in ends.items()}


@cache
def composition(targets: Targets, parts: tuple[Shard, ...]) -> Array:
    """How many people of each origin, birth year, sex and ethnic group are in each shard.

    Whole numbers: those of birth year, sex and origin are the target's exactly, in all; ethnic groups within 1.
    """
    whom = np.array(
        [[[targets.value("people", origin=o, born=b, sex=s) for s in _SEXES] for b in BORN] for o in _ORIGINS]
    )
    exact = whole(whom * targets.people / whom.sum(), targets.people).reshape(-1)
    shares = np.stack([np.repeat(_ethnic_shares(targets, o), len(_SEXES), axis=0) for o in _ORIGINS])
    due = exact[:, None] * shares.reshape(len(exact), -1)
    cells = whole_columns(due, exact, whole(due.sum(axis=0), targets.people)).reshape(-1)
    regions = len(home_regions())
    in_region = np.bincount([p.region for p in parts], [p.people for p in parts], regions)
    tilt = np.array(
        [
            [targets.value("ethnic_group_tilt", region=r, group=g) for r in range(regions)]
            for g in (_group_of(e) for e in ETHNICITIES)
        ]
    )
    start = cells[:, None] * np.tile(tilt, (len(exact), 1))
    fit = fitted(start, [((1,), in_region), ((0,), cells)])
    size = np.array([p.people for p in parts])
    share = np.array([p.people / in_region[p.region] for p in parts])
    return whole_columns(fit[:, [p.region for p in parts]] * share, cells, size)


def _group_of(ethnicity: int) -> str:
    return next(name for name, codes in GROUPS.items() if ethnicity in codes)


def _ethnic_shares(targets: Targets, origin: str) -> Array:
    """Share of each ethnic code by birth year; between decades straight lines."""
    decades = range(BORN.start, BORN.stop, 10)
    found = np.zeros((len(BORN), len(ETHNICITIES)))
    for group, codes in GROUPS.items():
        by_decade = [targets.value("ethnic_group", origin=origin, decade=d, group=group) for d in decades]
        line = np.interp(BORN, decades, by_decade)
        for code in codes:
            share = targets.value("ethnicity", origin=origin, group=group, ethnicity=code)
            found[:, ETHNICITIES.index(code)] = line * share
    found /= found.sum(axis=1, keepdims=True)
    return found


def _arrivals(targets: Targets, shard: Shard, year: Array, draw: Array) -> Array:
    """The year in which each would have come, by birth year."""
    flow = targets.by_number("arrivals", "year", CAME)
    age = targets.by_number("age_at_arrival", "age", range(81))
    ages = np.array(CAME)[None, :] - np.array(BORN)[:, None]
    shares = np.where((ages >= 0) & (ages <= 80), age[np.clip(ages, 0, 80)], 0) * flow
    lots = shard.draws().lots("arrivals", len(BORN))
    return CAME.start + by_quota(year, shares, draw, lots)


def _first_homes(shard: Shard, ethnicity: Array, draw: Array, spread: Array) -> Array:
    """Positions along the region: people of each ethnic group evenly over the places where it lives."""
    own = home_regions()[shard.region]
    found = np.empty(len(draw))
    left = shard.people * own.weights / own.weights.sum()
    for group in (*_PULL, "White"):
        members = np.flatnonzero(np.isin(ethnicity, GROUPS[group]))
        order = members[np.argsort(draw[members], kind="stable")]
        even = (np.arange(len(order)) + 0.5) / max(len(order), 1)
        shares = own.pulled(_PULL[group]) if group in _PULL else np.maximum(left, 0)
        found[order] = own.positions(even, spread[order], shares)
        left = left - len(members) * shares
    return found


def _special_needs(targets: Targets, shard: Shard, sex: Array, ability: Array) -> Array:
    """Support or a plan at school: more often for boys, and where learning is hard."""
    found = np.zeros(shard.people, dtype=np.int64)
    draw = shard.draws().uniform("special needs")
    for of, name in enumerate(_SEXES):
        weights = np.where(sex == of, np.exp(-0.9 * ability.clip(-3, 3)), 0)
        for code, kind in ((2, "plan"), (1, "support")):
            share = targets.value("special_needs", sex=name, kind=kind) / 100
            count = shard.rounded(share * float((sex == of).sum()), f"special needs {kind} {name}")
            found[chosen(count, np.where(found == 0, weights, 0), draw)] = code
    return found


def _free_meals(targets: Targets, shard: Shard, poor: Array, ability: Array) -> Array:
    count = shard.rounded(targets.value("free_meals") / 100 * shard.people, "free meals")
    weights = np.exp(2.6 * (poor - 0.5) - 0.35 * ability.clip(-3, 3))
    return chosen(count, weights, shard.draws().uniform("free meals"))


def _difficulties(targets: Targets, shard: Shard, needs: Array, ability: Array) -> Array:
    """A learning difficulty, disability or health problem: most who had needs at school, and some others."""
    found = np.zeros(shard.people, dtype=bool)
    draw = shard.draws().uniform("difficulty")
    for code, name in enumerate(("none", "support", "plan")):
        of = needs == code
        count = shard.rounded(
            targets.value("difficulty", special_needs=name) / 100 * float(of.sum()), f"difficulty {name}"
        )
        found |= chosen(count, np.where(of, np.exp(-0.2 * ability.clip(-3, 3)), 0), draw)
    return found


def _lives(
    targets: Targets, shard: Shard, born: Array, came_year: Array, came: Array, origin: Array, position: Array
) -> tuple[Array, tuple[Array, Array, Array]]:
    """Year by year who leaves and who moves: the year of leaving, and the rows of homes."""
    ages = range(_BOTTOM, _TOP)
    deaths = targets.by_number("deaths", "age", ages) / 100
    leave = targets.by_number("emigration", "age", ages, origin="born") / 100
    return_ = targets.by_number("emigration", "since", range(100), origin="arrived") / 100
    moves = targets.by_number("moves", "age", ages) / 100
    to = np.cumsum([targets.value("move_distance", to=kind) for kind in ("near", "region", "border", "nation")])
    draws = shard.draws()
    region = np.full(shard.people, shard.region)
    position = position.copy()
    everybody = np.arange(shard.people)
    left = np.zeros(shard.people, dtype=np.int64)
    rows = [(everybody, came, known_on(_places(region, position), came))]
    for year in TOLD:
        here = np.flatnonzero((left == 0) & (came_year < year))
        age = np.clip(year - born[here], _BOTTOM, _TOP - 1)
        gone = np.where(origin[here] == 1, return_[np.clip(year - came_year[here], 0, 99)], leave[age]) + deaths[age]
        count = shard.rounded(float(gone.sum()), f"leaving {year}")
        left[here[chosen(count, gone, draws.uniform("leaving", year)[here])]] = year
        here, age = here[left[here] == 0], age[left[here] == 0]
        count = shard.rounded(float(moves[age].sum()), f"moving {year}")
        mover = here[chosen(count, moves[age], draws.uniform("moving", year)[here])]
        day = on(year, 1, 1) + spread(draws.uniform("moving day", year)[mover], 0, 364)
        how = np.searchsorted(to / to[-1], draws.uniform("how far", year)[mover], side="right")
        where = draws.uniform("where to", year)[mover], draws.uniform("which region", year)[mover]
        region[mover], position[mover] = _moved(how, region[mover], position[mover], *where)
        place = known_on(_places(region[mover], position[mover]), day)
        rows.append((mover, day, place))
    owner, since, at = (np.concatenate(part) for part in zip(*rows, strict=True))
    order = np.lexsort((since, owner))
    return left, (owner[order], since[order], at[order])


def _moved(how: Array, region: Array, position: Array, where: Array, which: Array) -> tuple[Array, Array]:
    """Region and position after a move: near, within the region, just over its border, or anywhere."""
    near = (position + (where - 0.5) * _NEAR) % 1
    anywhere = np.searchsorted(np.cumsum(region_weights())[:-1], which, side="right")
    to_region, to_position = np.where(how == 3, anywhere, region), np.where(how == 0, near, where)
    of_place, along = place_positions()
    for number in np.unique(region[how == 2]).tolist():
        over = (how == 2) & (region == number)
        places, ends = over_the_border(number)
        place = places[np.minimum(np.searchsorted(ends, where[over], side="right"), len(places) - 1)]
        to_region[over], to_position[over] = of_place[place], along[place]
    return to_region, to_position


def _places(region: Array, position: Array) -> Array:
    found = np.empty(len(region), dtype=np.int64)
    for number, there in enumerate(home_regions()):
        into = region == number
        found[into] = there.places[there.along(position[into])]
    return found


_NEAR = 0.05
"""How far along a region, of all its people, a move to a near place goes at most, both ways together."""
