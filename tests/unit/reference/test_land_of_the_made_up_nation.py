"""Wealdmark: a nation with what people, providers and maps need, and nothing that could be taken for a real place."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from alder.model.ids import Postcode
from alder.sources.miniature import deprivation, land, nation, providers

PLACES, AUTHORITIES, AREAS = nation.places(), nation.authorities(), land.small_areas()
PROVIDERS = providers.registered()


def test_it_has_nine_regions_forty_skills_areas_and_a_hundred_and_fifty_authorities():
    assert (len(AUTHORITIES.regions), len(AUTHORITIES.skills_areas), len(AUTHORITIES.listed)) == (9, 40, 150)
    assert len({a.name for a in AUTHORITIES.listed}) == len({a.code for a in AUTHORITIES.listed}) == 150
    members = sum(len(area.authorities) for area in AUTHORITIES.combined)
    assert 40 <= members <= 60, "a third of the nation, about, lies in combined authorities"


def test_areas_are_made_up_of_whole_authorities_and_skills_areas_lie_in_one_region():
    for kind in (AUTHORITIES.regions, AUTHORITIES.skills_areas):
        assert sorted(n for area in kind for n in area.authorities) == list(range(150))
    for area in (*AUTHORITIES.skills_areas, *AUTHORITIES.combined):
        assert len({AUTHORITIES.listed[n].region for n in area.authorities}) == 1
    assert [a.name for a in AUTHORITIES.listed[:5]] == ["Mereford", "Northfield", "Eastmoor", "Saltmarsh", "Westbrook"]
    assert AUTHORITIES.skills_areas[0].authorities == (0, 1, 2, 3, 4), "Mereshire is one county"
    assert AUTHORITIES.regions[AUTHORITIES.listed[0].region].name == "Mereside"


def test_every_place_is_nearer_to_the_middle_of_its_own_small_area_than_to_any_other_and_to_the_sea():
    east, north = np.append(AREAS.east, AREAS.sea_east), np.append(AREAS.north, AREAS.sea_north)
    for some in (slice(0, 1_920, 4), slice(3, 1_920, 4), slice(1_920, None, 9)):
        away = np.hypot(PLACES.east[some, None] - east, PLACES.north[some, None] - north)
        assert (away.argmin(1) == PLACES.small_area[some]).all()


def test_postcodes_are_well_formed_in_areas_that_britain_does_not_have():
    assert 25_000 <= len(PLACES.postcodes) == len(set(PLACES.postcodes)) <= 30_000
    assert all(Postcode.is_sound(postcode) and postcode.startswith("X") for postcode in PLACES.postcodes)
    assert PLACES.postcodes[:1920] == nation.POSTCODES
    assert not any(postcode.startswith("XM") for postcode in PLACES.postcodes[1920:])
    ended = ~np.isnat(PLACES.ended)
    assert (PLACES.ended[ended] > PLACES.introduced[ended]).all()
    assert 0.015 < ended.mean() < 0.03


def test_it_lies_in_the_sea_between_norfolk_and_the_frisian_islands():
    assert PLACES.east.min() > 655_644, "east of Ness Point, the most easterly place of England"
    degrees_east = -2 + (PLACES.east - 400_000) / (
        111_320 * np.cos(np.radians(49 + (PLACES.north + 100_000) / 111_200))
    )
    assert degrees_east.max() < 4.72, "west of Texel"


def test_a_regions_places_and_those_over_its_border_have_shares_of_its_people():
    numbers, share = PLACES.of_region(4)
    assert set(PLACES.region[numbers]) == {4}
    assert share.sum() == pytest.approx(1)
    assert (share[~np.isnat(PLACES.ended[numbers])] == 0).all(), "nobody lives where a postcode has ended"
    outside, near = PLACES.over_the_border(4)
    assert near.sum() == pytest.approx(1)
    assert not set(PLACES.region[outside]) & {4}
    assert 1_000 < len(outside) < len(PLACES.east) / 2
    by_people = [PLACES.weight[PLACES.region == region].sum() for region in range(9)]
    assert min(by_people) > 0.07 > max(by_people) / 3, "no region is tiny or most of the nation"


def test_middles_of_cities_and_towns_by_the_sea_are_more_deprived_than_the_country():
    decile = deprivation.ranked(2019).decile
    elsewhere = np.arange(len(AREAS.east)) >= land.MERESHIRE_SMALL_AREAS
    by_sea, country = AREAS.coast & (AREAS.town == 3), AREAS.town == 1
    assert decile[elsewhere & by_sea].mean() < decile[elsewhere & country].mean() - 1.5
    near = np.hypot(AREAS.east[:, None] - AREAS.east, AREAS.north[:, None] - AREAS.north)
    np.fill_diagonal(near, np.inf)
    beside = near.argmin(1)
    assert np.corrcoef(decile[elsewhere], decile[beside][elsewhere])[0, 1] > 0.6, "neighbours are alike"
    middle = [decile[elsewhere & (AREAS.authority == n)].mean() for n in range(5, 150)]
    assert min(middle) < 3.5
    assert max(middle) > 7.5


def test_deprivation_changes_slowly_from_edition_to_edition():
    ranks = [deprivation.ranked(year).rank for year in (2007, 2010, 2015, 2019)]
    along = [np.corrcoef(a, b)[0, 1] for a, b in pairwise(ranks)]
    assert all(0.9 < likeness < 0.999 for likeness in along)
    assert len(deprivation.ranked(2025).rank) == len(AREAS.east) + len(AREAS.east[:: deprivation.SPLIT])


def test_providers_of_every_kind_are_spread_over_regions_as_people_are():
    people = np.bincount(PLACES.region, PLACES.weight)
    assert len(PROVIDERS) == len({p.name for p in PROVIDERS}) == providers.LISTED
    by_region = np.bincount([p.region for p in PROVIDERS], [p.weight for p in PROVIDERS])
    assert by_region == pytest.approx(people)
    assert all({p.region for p in PROVIDERS if p.kind == kind} == set(range(9)) for kind in providers.KINDS)
    assert all(PLACES.region[p.place] == p.region for p in PROVIDERS)
    assert all(PLACES.weight[p.place] > 0 for p in PROVIDERS), "no provider is at a postcode that has ended"


def test_sizes_of_providers_have_a_heavy_tail():
    sizes = sorted((200_000 * p.weight for p in PROVIDERS), reverse=True)
    assert sizes[0] == pytest.approx(12_000)
    assert sum(sizes[:30]) > 70_000
    assert sizes[150] < 500
    assert sizes[-1] < 20


def test_a_dozen_providers_merged_one_after_it_had_taken_up_another():
    merged = [p for p in PROVIDERS if p.successor is not None]
    assert len(merged) == 12
    assert (min(p.closed for p in merged).year, max(p.closed for p in merged).year) == (2010, 2024)
    for one in merged:
        other = PROVIDERS[one.successor]
        assert other.region == one.region
        assert other.closed is None or other.closed > one.closed
    assert [p.number for p in merged if PROVIDERS[p.successor].successor is not None]
    others = [p for p in PROVIDERS if p.closed and p.successor is None]
    assert len(others) == 14
    assert all(p.closed > p.opened for p in (*merged, *others))
