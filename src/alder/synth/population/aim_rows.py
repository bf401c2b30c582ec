"""The tables `episode` and `aim` of a shard, from what people came for and the spells of it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from alder.sources.miniature.catalogue import COMMUNITY as COMMUNITY_LEARNING
from alder.sources.miniature.catalogue import listed_aims
from alder.synth.population import courses
from alder.synth.population.draws import NEVER, on
from alder.synth.population.frequencies import ADULT, APPRENTICE, STUDY
from alder.synth.population.hard_cases import NAMES
from alder.synth.population.home_regions import home_regions
from alder.synth.population.learning import (
    ACHIEVED,
    COMPLETED,
    COMPONENT,
    CORE,
    OTHER,
    PROGRAMME,
    PROGRAMME_AIM,
)
from alder.synth.population.people import as_table
from alder.synth.population.population_tables import AIM, EPISODE
from alder.synth.population.spells import ROLES

if TYPE_CHECKING:
    from alder.synth.population.draws import Array
    from alder.synth.population.participation import Enrolments, Participation
    from alder.synth.population.people import ShardPeople
    from alder.synth.population.spells import Spells
    from alder.synth.population.teaching import Teachers

EPISODES_EACH: Final = 64
"""Numbers of episodes are kept apart by shards: so many for each person, many more than anybody has."""
_FIRST_PRICES: Final = on(2017, 5, 1)
_SKILLS_FUND: Final = on(2024, 8, 1)
_WITHOUT_FIRST_START: Final = (10, 11, 25)
"""Funding models whose restarts do not say when they first began."""
_SKILLS_ROLES: Final = (2, 3, 4)
_COMPONENT = 1


def episode_table(people: ShardPeople, enrolments: Enrolments, teachers: Teachers) -> pa.Table:
    """One row for all that somebody came for at once; numbers count up through the shards, with gaps between them."""
    n = len(enrolments)
    return as_table(
        {
            "episode": people.shard.first * EPISODES_EACH + np.arange(n),
            "person": people.shard.first + enrolments.person,
            "kind": enrolments.kind,
            "provider": teachers.number[enrolments.provider],
            "year": enrolments.year,
            "prior_level": enrolments.prior,
            "employed": enrolments.employed,
        },
        EPISODE,
    )


@cache
def _is_community() -> Array:
    """Whether each aim of the list is community learning."""
    return np.array([COMMUNITY_LEARNING in aim.offers for aim in listed_aims()])


@cache
def _vocabulary() -> tuple[pa.Array, Array, Array]:
    """References, the number of each one's grading, and the gradings."""
    gradings = sorted({aim.grades for aim in listed_aims()})
    grades = np.array([gradings.index(aim.grades) for aim in listed_aims()])
    return pa.array(courses.refs()), grades, pa.array(gradings)


def aim_table(people: ShardPeople, enrolments: Enrolments, spells: Spells, who: Participation) -> pa.Table:
    """Every aim: of an apprenticeship the programme and its component, of all others the spell itself."""
    kind = enrolments.kind[spells.row]
    programme = (kind == APPRENTICE) & (spells.prog >= 0) & (spells.role % ROLES == 0)
    which = np.concatenate([np.arange(len(spells)), np.flatnonzero(programme)])
    part = np.arange(len(which)) >= len(spells)  # components, behind everything else
    s = spells.where(which)
    kind, programme = kind[which], programme[which]
    whole = programme & ~part
    role = s.role + np.where(part, _COMPONENT, 0)
    person = enrolments.person[s.row]
    order = np.lexsort((role, s.start, s.row))
    community = _is_community()[s.course]
    begun = np.where(s.original < NEVER, s.original, s.start)
    fund = np.select(
        [
            kind == STUDY,
            (kind == APPRENTICE) & (s.prog >= 0),
            np.isin(kind, (ADULT, APPRENTICE)) & ~community,
            community,
        ],
        [
            25,
            np.where(begun < _FIRST_PRICES, 35, 36),
            np.where(begun < _SKILLS_FUND, 35, 38),
            np.where(s.start < _SKILLS_FUND, 10, 11),
        ],
        99,
    )
    number = np.where(whole, courses.number_of(PROGRAMME_AIM), s.course)
    core = (kind == STUDY) & (s.role % ROLES == 0)
    sort = np.select([whole, part | ((kind == APPRENTICE) & (s.prog >= 0)), core], [PROGRAMME, COMPONENT, CORE], OTHER)
    refs, grades, gradings = _vocabulary()
    own = home_regions()[people.shard.region]
    draw = who.draws.lots("workplaces", len(enrolments))
    work = own.places[np.minimum((draw * len(own.places)).astype(np.int64), len(own.places) - 1)]
    place = np.where((kind == APPRENTICE) & (s.prog >= 0), work[s.row], who.teachers.place[s.provider])
    outcome = np.where(part & (s.status == COMPLETED), ACHIEVED, s.outcome)
    original = np.where(np.isin(fund, _WITHOUT_FIRST_START), NEVER, s.original)
    columns = {
        "episode": people.shard.first * EPISODES_EACH + s.row,
        "person": people.shard.first + person,
        "provider": who.teachers.number[s.provider],
        "role": role,
        "ref": number,
        "type": sort,
        "fund": fund,
        "prog": s.prog,
        "fwork": s.fwork,
        "pway": s.pway,
        "std": s.std,
        "price": np.where(whole, s.price, -1),
        "place": place,
        "start": s.start,
        "original": original,
        "plan": s.plan,
        "end": s.end,
        "assessed": np.where(part, NEVER, s.assessed),
        "status": s.status,
        "outcome": outcome,
        "reason": s.reason,
        "restart": s.restart,
        "skills": np.isin(s.role % ROLES, _SKILLS_ROLES).astype(np.int64),
        "grades": grades[number],
        "hard_case": s.case,
        "returned_until": s.returned_until,
    }
    table: dict[str, Array | pa.Array] = {name: column[order] for name, column in columns.items()}
    for name in ("original", "end", "assessed"):
        table[name] = pa.array(table[name], mask=table[name] == NEVER)
    for name, words in (("ref", refs), ("grades", gradings), ("hard_case", pa.array(NAMES))):
        table[name] = pa.DictionaryArray.from_arrays(pa.array(table[name]).cast(pa.int16()), words)
    return as_table(table, AIM)
