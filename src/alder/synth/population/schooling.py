"""Key stages 2 and 4 of those whom the pupil database would have, and a school."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from alder.synth.population.home_regions import home_regions
from alder.synth.population.residents import GROUPS, Residents

if TYPE_CHECKING:
    from alder.synth.population.draws import Array
    from alder.synth.population.targets import Targets

FIRST_KEY_STAGE_2, FIRST_KEY_STAGE_4 = 1995, 2001
"""The first academic years of which the pupil database holds results at these ages: 1995/96 and 2001/02 (Department for
Education, "National pupil database", list of data tables)."""
NUMBERED_GRADES = 2016
"""From 2016/17 on, GCSEs in English and mathematics have grades 9 to 1."""

LEO, OF_LEO = range(2001, 2007), "key stage 4 of 2001/02 to 2006/07"
"""The academic years of key stage 4 of whom it was published what they earn and mainly do since."""
MAINLY = (3, 5, 10, 15)
"""Years after key stage 4 of which main activities were published."""

_NONE = -1
_TESTED = {"reading": 0.80, "mathematics": 0.84}
"""How much ability tells of a score at 11: correlation. Assumed."""
_ABILITY_AT_16, _ATTAINMENT, _IN_COMMON = 0.72, 0.80, 0.75
"""How much ability tells of a grade at 16 and of attainment 8, and how much of the rest grades share. Assumed."""
_GIRLS = {"english": 0.34, "mathematics": 0.02, "attainment": 0.22, "reading": 0.20}
_MEALS = {"english": -0.34, "mathematics": -0.38, "attainment": -0.46, "reading": -0.25}
_NEEDS = ((0, 0.0), (1, -0.45), (2, -1.25))
_ETHNIC = {"White": 0.0, "Mixed": 0.02, "Asian": 0.26, "Black": 0.0, "Other": 0.08}
_CHINESE = 0.9
"""Gaps at the same ability, in standard deviations: of girls, of those with free meals, by special needs and by ethnic
group. Assumed; in all they come near the gaps that are published for attainment 8."""

_PUPILS = 6_500
"""People of all ages to a school."""


def results(residents: Residents, targets: Targets, last: int) -> dict[str, Array]:
    """How school went for each, up to the academic year that starts in `last`, by column: -1, nan or "" for none."""
    draws = residents.shard.draws()
    at_11 = _year(residents, 11, FIRST_KEY_STAGE_2, last)
    at_16 = _year(residents, 16, FIRST_KEY_STAGE_4, last)
    common = draws.normal("key stage 4")
    points: Array = targets.value("attainment_8", statistic="deviation") * _ranked(
        _standing(residents, "attainment", _ATTAINMENT, common), at_16
    )
    points = np.round(np.clip(targets.value("attainment_8", statistic="mean") + points, 0, 90), 2)
    found: dict[str, Array] = {
        "key_stage_2_year": at_11,
        "reading": _score(residents, at_11, "reading"),
        "mathematics": _score(residents, at_11, "mathematics"),
        "key_stage_4_year": at_16,
        "attainment_8": np.where(at_16 >= 0, points, np.nan),
        "school": _schools(residents),
    }
    for subject in ("english", "mathematics"):
        noise = _IN_COMMON * common + np.sqrt(1 - _IN_COMMON**2) * draws.normal(f"{subject} at 16")
        standing = _standing(residents, subject, _ABILITY_AT_16, noise)
        found[f"{subject}_grade"] = _grades(targets, subject, standing, at_16)
    return found


def _year(residents: Residents, age: int, first: int, last: int) -> Array:
    """The academic year in which each turns `age`, or -1: too early, too late, or not there."""
    year = residents.cohort + age
    there = ((residents.arrived == 0) | (residents.arrived <= year)) & ((residents.left == 0) | (residents.left > year))
    return np.where((year >= first) & (year <= last) & there, year, _NONE)


def _standing(residents: Residents, subject: str, weight: float, noise: Array) -> Array:
    """Where each stands in a subject: ability, chance, and the gaps between groups."""
    gap = _GIRLS.get(subject, 0) * (residents.sex == "F") + _MEALS.get(subject, -0.3) * residents.free_meals
    for code, less in _NEEDS:
        gap = gap + less * (residents.special_needs == code)
    for group, more in _ETHNIC.items():
        gap = gap + more * np.isin(residents.ethnicity, GROUPS[group])
    gap = gap + (_CHINESE - _ETHNIC["Asian"]) * (residents.ethnicity == 42)
    found: Array = weight * residents.ability + np.sqrt(1 - weight**2) * noise + gap
    return found


def _ranked(standing: Array, year: Array) -> Array:
    """Normal scores of each within their year: mean 0, variance 1, whatever the gaps add."""
    found = np.zeros(len(standing))
    for one in np.unique(year[year >= 0]):
        of = np.flatnonzero(year == one)
        place = np.empty(len(of))
        place[np.argsort(standing[of], kind="stable")] = (np.arange(len(of)) + 0.5) / len(of)
        found[of] = ndtri(place)
    return found


def _score(residents: Residents, year: Array, subject: str) -> Array:
    """Scaled scores, also for the years before 2015/16, when levels were told: mean 104, 80 to 120."""
    noise = residents.shard.draws().normal(f"{subject} at 11")
    found = np.round(104 + 7.5 * _ranked(_standing(residents, subject, _TESTED[subject], noise), year))
    return np.where(year >= 0, np.clip(found, 80, 120), _NONE).astype(np.int64)


def _grades(targets: Targets, subject: str, standing: Array, year: Array) -> Array:
    """Grades by rank in each year, so that as many have each as the targets say."""
    found = np.full(len(standing), "", dtype="<U2")
    for one in np.unique(year[year >= 0]).tolist():
        of = np.flatnonzero(year == one)
        scale = "numbers" if one >= NUMBERED_GRADES else "letters"
        shares = targets.by("gcse_grade", "grade", subject=subject, scale=scale)
        grades, share = np.array(list(shares)), np.array(list(shares.values()))
        passed = _GOOD[scale]
        good = np.isin(grades, passed)
        wanted = targets.by_number("gcse_pass", "year", range(one, one + 1), subject=subject)[0]
        share = np.where(good, share / share[good].sum() * wanted, share / share[~good].sum() * (100 - wanted))
        limits = np.floor(np.cumsum(share) / 100 * len(of) + 0.5).astype(np.int64)
        order = of[np.argsort(-standing[of], kind="stable")]
        found[order] = grades[np.searchsorted(limits[:-1], np.arange(len(of)), side="right")]
    return found


_GOOD = {"letters": ("A*", "A", "B", "C"), "numbers": ("9", "8", "7", "6", "5", "4")}


def schools_by_region(people: int) -> list[int]:
    """How many schools each region has in a nation of so many people; they are counted through the regions."""
    regions = home_regions()
    whole = sum(region.weights.sum() for region in regions)
    return [max(1, round(region.weights.sum() / whole * people / _PUPILS)) for region in regions]


def _schools(residents: Residents) -> Array:
    """A school near the first home; numbers count up through the regions."""
    own = home_regions()[residents.shard.region]
    many = schools_by_region(residents.shard.of)
    along = np.searchsorted(own.places, residents.first_home) / len(own.places)
    draw = residents.shard.draws().uniform("school")
    near = np.floor(along * many[residents.shard.region] + 0.6 * (draw - 0.5)).astype(np.int64)
    found: Array = sum(many[: residents.shard.region]) + np.clip(near, 0, many[residents.shard.region] - 1)
    return found
