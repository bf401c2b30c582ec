"""The providers of Wealdmark, those of Mereshire among them: UKPRNs count up from 10000001.

A provider lies in one region, where its learners live or near whose border. Sizes have a heavy tail: one college group
in the capital has some six of a hundred learners of the nation, and half of the providers a fifth of one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from alder.sources.miniature.land import MERESHIRE_AUTHORITIES, draws, small_areas
from alder.sources.miniature.nation import POSTCODES, REGIONS, authorities, places
from alder.sources.reference.publishers.gias import SCHEMA, SUCCESSORS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alder.sources.miniature.land import Array

LISTED = 300
"""So many providers are in the made-up register. Returns can be made up for more."""


class ProviderKind(Enum):
    """What kind of provider it is: that decides what it mostly teaches."""

    COLLEGE = "college"
    TRAINING = "training provider"
    COMMUNITY = "community provider"


def _ukprn(number: int) -> int:
    return 10_000_001 + number


@dataclass(frozen=True)
class Provider:
    """A fictitious provider; `number` counts from 0."""

    number: int
    name: str
    sort: ProviderKind

    @property
    def ukprn(self) -> int:
        return _ukprn(self.number)

    @property
    def campus(self) -> int:
        """Which of the postcodes its main building has, in returns of a provider alone: those are all of Mereshire."""
        return self.number * 37 % len(POSTCODES)


@dataclass(frozen=True)
class RegisteredProvider:
    """A provider of the nation: its kind as the register has it, where it is, and since and until when.

    `weight` is its share of all learners, were all providers open; `specialism` the broad subject area (tier 1) that it
    is known for, 0 for none. Who merged has a `successor` from the day after it `closed`.
    """

    number: int
    name: str
    kind: str
    region: int
    place: int
    weight: float
    specialism: int
    opened: date
    closed: date | None
    successor: int | None


_CAST = (
    ("Northfield College", ProviderKind.COLLEGE),
    ("Eastmoor College", ProviderKind.COLLEGE),
    ("Kestrel Training", ProviderKind.TRAINING),
    ("Saltmarsh Community Learning", ProviderKind.COMMUNITY),
    ("Westbrook College", ProviderKind.COLLEGE),
)
COLLEGE, SIXTH_FORM, TRAINING = "Further education", "Sixth form college", "Independent training provider"
COMMUNITY, SPECIALIST = "Local authority adult education", "Specialist college"
KINDS = (COLLEGE, SIXTH_FORM, TRAINING, COMMUNITY, SPECIALIST)
"""Kinds of providers, as the register has them."""
_SORTS = {
    COLLEGE: ProviderKind.COLLEGE,
    SIXTH_FORM: ProviderKind.COLLEGE,
    TRAINING: ProviderKind.TRAINING,
    COMMUNITY: ProviderKind.COMMUNITY,
    SPECIALIST: ProviderKind.COLLEGE,
}
_CAST_KINDS = {
    ProviderKind.COLLEGE: COLLEGE,
    ProviderKind.TRAINING: TRAINING,
    ProviderKind.COMMUNITY: COMMUNITY,
}
_BY_TURNS, _TURNS = (COLLEGE, TRAINING, SIXTH_FORM, COMMUNITY), 195
"""So many providers after the cast are of these kinds by turns; of those after them most are training providers."""
_AFTER = (*(TRAINING,) * 9, SPECIALIST)

_SIZES = {COLLEGE: (3_000, 0.7), SIXTH_FORM: (1_500, 0.4), TRAINING: (320, 1.2), COMMUNITY: (800, 0.9)}
_SIZES[SPECIALIST] = (120, 0.5)
"""Of each kind the middle number of learners and how far sizes spread, as the deviation of their logarithm."""
_CAST_SIZES = (4_000, 2_500, 800, 1_500, 1_200)
_LARGEST = 0.06
"""The share of the largest provider, a college group in the capital."""
_CAPITAL = REGIONS.index("Wealdhaven")

_FIRST_WORDS = (
    *("Amber", "Anchor", "Beacon", "Bramble", "Cobalt", "Copper", "Crescent", "Ember", "Falcon", "Garnet", "Harbour"),
    *("Indigo", "Juniper", "Kingfisher", "Linden", "Merlin", "Nettle", "Oaken", "Pewter", "Quarry", "Rowan", "Saffron"),
    *("Teasel", "Umber"),
)
_SECOND_WORDS = ("Anvil", "Ladder", "Lantern", "Compass", "Thimble", "Rudder")
_TRAINING_WORDS = ("Training", "Skills", "Apprenticeships", "Learning")
_TRADES = (
    *((1, "Care"), (4, "Engineering"), (5, "Construction"), (6, "Digital"), (7, "Hair and Beauty"), (15, "Business")),
    *((7, "Hospitality"), (9, "Media"), (3, "Land and Animals"), (8, "Sport"), (2, "Science"), (1, "Childcare")),
)
"""Broad subject areas, and what providers who are known for one call themselves after."""

_FIRST_DAY = date(1993, 4, 1)
"""On which colleges became independent: of most providers no earlier day is known."""
_FIRST_TO_CHANGE = 40
"""Providers before this one were there from the first day and never closed or merged."""
_MERGERS = (
    ("2010-08-01", COLLEGE),
    ("2011-08-01", TRAINING),
    ("2012-08-01", SIXTH_FORM),
    ("2013-01-01", COLLEGE),
    ("2014-08-01", COLLEGE),
    ("2016-08-01", SIXTH_FORM),
    ("2017-08-01", COLLEGE),
    ("2017-12-01", SIXTH_FORM),
    ("2018-08-01", COLLEGE),
    ("2020-02-01", TRAINING),
    ("2021-08-01", "the successor of the sixth form college of 2016"),
    ("2024-08-01", SIXTH_FORM),
)
"""From which days providers were part of others, and of which kind they were."""
_CHAINED = 5
"""The merger whose successor became part of another one later."""
_CLOSED = 14
"""So many training providers closed and nobody took their place."""


def _kinds() -> list[str]:
    turns = [_BY_TURNS[n % len(_BY_TURNS)] for n in range(_TURNS)]
    after = [_AFTER[n % len(_AFTER)] for n in range(LISTED - len(_CAST) - _TURNS)]
    return [*(_CAST_KINDS[sort] for _, sort in _CAST), *turns, *after]


def _regions(kinds: Sequence[str], people: Array) -> list[int]:
    """The region of each provider: of each kind as many in a region as its people ask for."""
    found = np.full(len(kinds), authorities().listed[0].region)
    for kind in KINDS:
        some = [n for n, own in enumerate(kinds) if own == kind and n >= len(_CAST)]
        ends = np.round(np.cumsum(people) * len(some)).astype(int)
        found[some] = np.repeat(np.arange(len(people)), np.diff(ends, prepend=0))
    listed: list[int] = found.tolist()
    return listed


def _towns() -> tuple[tuple[int, ...], ...]:
    """The authorities of each region outside Mereshire, the most built up first."""
    authority, town = places().authority, small_areas().town[places().small_area]
    built_up = np.bincount(authority, town) / np.bincount(authority)
    return tuple(
        tuple(sorted((n for n in area.authorities if n >= MERESHIRE_AUTHORITIES), key=lambda n: -built_up[n]))
        for area in authorities().regions
    )


def _named(kind: str, turn: int, many: int, towns: Sequence[int]) -> tuple[str, int, int]:
    """The name of a provider, its specialism and its authority.

    It is the one of this kind of number `turn` in its region, after `many` in regions before.
    """
    number = many + turn
    listed = authorities().listed
    if kind == TRAINING:
        again, first = divmod(number, len(_FIRST_WORDS))
        area, trade = _TRADES[(number + again) % len(_TRADES)]
        is_known_for_one = number % 5 < 3
        middle = trade if is_known_for_one else _SECOND_WORDS[again]
        name = f"{_FIRST_WORDS[first]} {middle} {_TRAINING_WORDS[again % len(_TRAINING_WORDS)]}"
        return name, area * is_known_for_one, towns[(number * 5) % len(towns)]
    town = towns[turn % len(towns)]
    if kind == COMMUNITY:
        tiers = list(dict.fromkeys(listed[n].upper_tier[1] for n in towns))
        name = tiers[turn % len(tiers)]
        return f"{name} Adult Learning", 0, next(n for n in towns if listed[n].upper_tier[1] == name)
    if kind == SPECIALIST:
        area, trade = ((3, "Land and Animals"), (9, "Art and Design"), (5, "Building Crafts"))[number % 3]
        return f"{listed[town].name} College of {trade}", area, town
    return f"{listed[town].name} {'Sixth Form College' if kind == SIXTH_FORM else 'College'}", 0, town


def _weights(kinds: Sequence[str], regions: Sequence[int], people: Array) -> Array:
    """The share of learners of each provider: those of a region together have the share of its people."""
    first, second = draws("providers", 2 * len(kinds)).reshape(2, -1)
    normal = np.sqrt(-2 * np.log(1 - first)) * np.cos(2 * np.pi * second)
    middle, spread = np.array([_SIZES[kind] for kind in kinds]).T
    sizes = middle * np.exp(spread * normal)
    sizes[: len(_CAST)] = _CAST_SIZES
    in_region = np.array(regions)
    capital = np.flatnonzero((in_region == _CAPITAL) & (np.array(kinds) == COLLEGE))
    part = _LARGEST / people[_CAPITAL]
    sizes[capital[-1]] = 0
    sizes[capital[-1]] = part / (1 - part) * sizes[in_region == _CAPITAL].sum()
    found: Array = sizes / np.bincount(in_region, sizes)[in_region] * people[in_region]
    return found


def _openings(kinds: Sequence[str]) -> list[date]:
    """Nearly half of the training providers began later than all others."""
    begins, when = draws("openings", 2 * len(kinds)).reshape(2, -1)
    return [
        date(1996 + int(day * 26), 8, 1)
        if kind == TRAINING and number >= _FIRST_TO_CHANGE and chance < 0.45
        else _FIRST_DAY
        for number, (kind, chance, day) in enumerate(zip(kinds, begins, when, strict=True))
    ]


def _mergers(kinds: Sequence[str], regions: Sequence[int], opened: Sequence[date]) -> dict[int, tuple[int, date]]:
    """Which provider became part of which one, and from which day: of a college of its region, or of its own kind."""
    found: dict[int, tuple[int, date]] = {}

    def partner(number: int) -> int:
        kind = TRAINING if kinds[number] == TRAINING else COLLEGE
        fitting = (
            n
            for n in range(len(_CAST), LISTED)
            if kinds[n] == kind and regions[n] == regions[number] and n != number and n not in found
        )
        return next(n for n in fitting if opened[n] == _FIRST_DAY)

    for turn, (text, kind) in enumerate(_MERGERS):
        taken = {*found, *(successor for successor, _ in found.values())}
        if kind in KINDS:
            fitting = (n for n in range(_FIRST_TO_CHANGE + 11 * turn, LISTED) if kinds[n] == kind and n not in taken)
            number = next(n for n in fitting if opened[n] == _FIRST_DAY)
        else:
            number = list(found.values())[_CHAINED][0]
        found[number] = (partner(number), date.fromisoformat(text))
    return found


def _closings(kinds: Sequence[str], merged: Mapping[int, tuple[int, date]], opened: Sequence[date]) -> dict[int, date]:
    """The last day of each provider that is there no more."""
    needed = {*merged, *(successor for successor, _ in merged.values())}
    fitting = [n for n in range(_FIRST_TO_CHANGE, LISTED) if kinds[n] == TRAINING and n not in needed]
    early = [n for n in fitting if opened[n].year < 2010]
    apart = len(early) // _CLOSED
    closed = {number: date(2012 + turn, 7, 31) for turn, number in enumerate(early[::apart][:_CLOSED])}
    return closed | {number: day - timedelta(1) for number, (_, day) in merged.items()}


@cache
def registered() -> tuple[RegisteredProvider, ...]:
    """Every provider of the nation, by number."""
    kinds, of = _kinds(), places()
    people = np.bincount(of.region, of.weight)
    regions, towns = _regions(kinds, people), _towns()
    weights, opened = _weights(kinds, regions, people), _openings(kinds)
    merged = _mergers(kinds, regions, opened)
    closed = _closings(kinds, merged, opened)
    town, spot = small_areas().town[of.small_area], draws("sites", len(kinds))
    before: Counter[str] = Counter()
    in_region: Counter[tuple[str, int]] = Counter()
    rows = []
    for number, (kind, region) in enumerate(zip(kinds, regions, strict=True)):
        if number < len(_CAST):
            name, place, specialism = _CAST[number][0], provider(number).campus, 0
        else:
            turn = in_region[kind, region]
            name, specialism, authority = _named(kind, turn, before[kind] - turn, towns[region])
            before[kind] += 1
            in_region[kind, region] += 1
            there = np.flatnonzero((of.authority == authority) & (of.weight > 0))
            middle = there[town[there] == town[there].max()]
            place = int(middle[int(spot[number] * len(middle))])
        successor, _ = merged.get(number, (None, None))
        rows.append(
            RegisteredProvider(
                number,
                name,
                kind,
                region,
                place,
                float(weights[number]),
                specialism,
                opened[number],
                closed.get(number),
                successor,
            )
        )
    return tuple(rows)


def provider(number: int) -> Provider:
    """The provider with this number: first the five of Mereshire, then those of the nation, then others without end."""
    if number < len(_CAST):
        return Provider(number, *_CAST[number])
    if number < LISTED:
        listed = registered()[number]
        return Provider(number, listed.name, _SORTS[listed.kind])
    kind = _BY_TURNS[(number - len(_CAST)) % len(_BY_TURNS)]
    return Provider(number, f"{_SORTS[kind].value.capitalize()} {number + 1}", _SORTS[kind])


@cache
def tables() -> Mapping[str, pa.Table]:
    """The names of providers, where they are, and which became part of which."""
    of, listed = places(), authorities()
    rows = [
        {
            "ukprn": _ukprn(one.number),
            "name": one.name,
            "kind": one.kind,
            "postcode": of.postcodes[one.place],
            "lad": listed.listed[of.authority[one.place]].code,
            "region": listed.regions[one.region].code,
            "urn": 990_001 + one.number if one.kind in (COLLEGE, SIXTH_FORM, SPECIALIST) else None,
            "status": "Closed" if one.closed else "Open",
            "opened": one.opened,
            "closed": one.closed,
        }
        for one in registered()
    ]
    where = pa.Table.from_pylist(rows, schema=SCHEMA)
    merged = [
        {"ukprn": _ukprn(one.number), "successor": _ukprn(one.successor), "date": one.closed + timedelta(1)}
        for one in registered()
        if one.successor is not None and one.closed is not None
    ]
    return {
        "provider_place": where,
        "provider": where.select(["ukprn", "name"]),
        "provider_successor": pa.Table.from_pylist(merged, schema=SUCCESSORS),
    }
