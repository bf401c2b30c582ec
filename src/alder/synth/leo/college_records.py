"""The research copy of the ILR: learners and aims of a year as last returned, under keys without a meaning.

Flags such as achievement and start follow from what the last return of the year (R14) says. Where the copy has no word
for something, it has -1.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from alder.model.period import AcademicYear, ReturnNumber
from alder.sources.miniature.catalogue import listed_aims
from alder.synth.leo.leo_columns import days, only, same, unless, worded
from alder.synth.leo.pseudonyms import MADE_UP, number_keys, provider_keys, text_keys
from alder.synth.population.draws import NEVER, day_number, keyed, keys
from alder.synth.population.frequencies import APPRENTICE, COMMUNITY, HIGHER
from alder.synth.population.learning import ACHIEVED, COMPLETED, PROGRAMME
from alder.synth.population.learning_spells import WIDE, listed_columns, programmes
from alder.synth.population.record_columns import ABSENT, ordinals
from alder.synth.returns.aim_records import grades, returned
from alder.synth.returns.heading import ready
from alder.synth.returns.learner_records import difficulties, prior_attainments, support_costs
from alder.synth.returns.population_roll import PopulationRoll, nation_places
from alder.synth.returns.roll import Snapshot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.synth.leo.leo_columns import Columns
    from alder.synth.leo.leo_people import LeoPeople
    from alder.synth.leo.tax_records import TaxRecords
    from alder.synth.population.draws import Array
    from alder.synth.population.record_columns import SynthRecords

_PROVIDERS, _YEARS, _LEARNERS = 2**10, 2**5, 2**22
"""More than there are providers, years of the copy, and learners of a region in a year."""
_FIRST_YEAR = 1995
_RECORD_BITS, _LEARNER_BITS = 31, 46
_NO_WORD = -1
_COMPONENT = 3
_TRAINEESHIP, _T_LEVEL = 24, 31
APPRENTICESHIPS = (2, 3, 10, 20, 21, 22, 23, 25)
"""Programme types of apprenticeships."""
_COMMUNITY_FUND, _LEVY_FUND, _NOT_FUNDED = 10, 36, 99
_SOURCES = {25: 107, _COMMUNITY_FUND: 105, 35: 105, _LEVY_FUND: 105}
"""Source of funding by funding model."""
_FROM_CUSTODY, _IN_CUSTODY = 28, 34
"""The reason of whoever left learning on release, and the code of monitoring that such learning has."""
_NO_OFFENDER, _GOES_ON = 9, 9
_FULL_WIDTH = 100
_HIGHEST_OF_FIRST_SCALE = 6
_EMPLOYERS = 20_000
"""So many employers have apprentices. Assumed."""
_SINCE = {
    "pathway_id": 2012,
    "Standard_id": 2014,
    "SSATier1": 2004,
    "SSATier2": 2004,
    "Notional_Level_v2": 2004,
    "FL2Width": 2007,
    "FL3Width": 2007,
    "CL": 2011,
    "Traineeship": 2014,
    "Tlevel": 2020,
    "LevySupported": 2016,
    "Funded_aim": 2009,
}
"""Fields that the copy has from a starting year on."""
_CREDIT_SINCE = 2013


@dataclass(frozen=True)
class CollegeYear:
    """What the copy has of the providers of a region in a year, and which record is whose."""

    learners: Columns
    aims: Columns
    records: Columns


class CollegeRecords:
    """The records of a region's providers, a year at a time."""

    def __init__(self, people: LeoPeople, tax: TaxRecords) -> None:
        self._people, self._tax = people, tax

    def of_year(self, year: int) -> CollegeYear:
        of = self._people.of
        roll = PopulationRoll(of, year, of.of_year(year))
        now = Snapshot(roll, day_number(ready(AcademicYear(year), ReturnNumber.R14)))
        return _RecordsOfYear(self._people, self._tax, roll, now).told()


@dataclass
class _RecordsOfYear:
    """The learners of a roll and their aims, as the copy has them."""

    people: LeoPeople
    tax: TaxRecords
    roll: PopulationRoll
    now: Snapshot

    def told(self) -> CollegeYear:
        roll = self.roll
        here = np.zeros(roll.size, dtype=bool)
        here[self.aims.owner] = True
        records = {
            "RECORDID": self.record,
            "external_id": self.external,
            "person": roll.person,
            "ukprn": roll.ukprns,
            "resolved": self.resolved,
        }
        return CollegeYear(
            {name: column.filter(pa.array(here)) for name, column in _arrays(self._learners()).items()},
            self._aims(),
            {name: column[here] for name, column in records.items()},
        )

    @cached_property
    def record(self) -> Array:
        """RECORDID, which is short: records of a region and year are counted."""
        block = (self.people.region * _YEARS + self.roll.year - _FIRST_YEAR) * _LEARNERS
        return number_keys(block + np.arange(self.roll.size), self.people.seed, "RECORDID", _RECORD_BITS)

    @cached_property
    def external(self) -> Array:
        roll = self.roll
        number = (roll.person * _PROVIDERS + roll.provider) * _YEARS + roll.year - _FIRST_YEAR
        return number_keys(number, self.people.seed, "external_id", _LEARNER_BITS)

    @cached_property
    def resolved(self) -> Array:
        """Whether the record leads to its person."""
        return self.people.record_leads_to_person(self.roll.person, self.roll.provider, self.roll.year)

    def _provider(self, name: str) -> Array:
        return provider_keys(self.roll.provider, self.people.seed, name)

    # What is so of each aim -------------------------------------------------------------------------------------------

    @cached_property
    def aims(self) -> SynthRecords:
        return returned(self.now)

    @cached_property
    def _listed(self) -> Array:
        """The number of each aim's reference in the made-up list."""
        number, refs = listed_columns().number, self.aims.texts["ref"]
        return np.array([number[ref] for ref in refs.vocabulary.to_pylist()], dtype=np.int64)[refs.codes]

    @cached_property
    def _programme(self) -> tuple[Array, Array]:
        """The level and the subject of the standard or framework of each."""
        f = self.aims.fields
        return programmes(pa.table({name: f[name] for name in ("std", "fwork", "prog")}))

    @cached_property
    def _is_programme(self) -> Array:
        found: Array = self.aims.fields["type"] == PROGRAMME
        return found

    @cached_property
    def _level(self) -> Array:
        return np.where(self._is_programme, self._programme[0], _levels()[self._listed])

    @cached_property
    def _wide(self) -> Array:
        """Whether the aim is wide enough to be a full level."""
        found: Array = ~self._is_programme & (listed_columns().hours[self._listed] >= WIDE)
        return found

    @cached_property
    def _last(self) -> Array:
        """The day on which it was over: that of the assessment where there was one."""
        f = self.aims.fields
        return np.where(f["known_assessed"] < NEVER, f["known_assessed"], f["known_end"])

    @cached_property
    def _achieved(self) -> Array:
        f = self.aims.fields
        found: Array = (f["known_outcome"] == ACHIEVED) & (self._last >= self.now.opens) & (self._last < NEVER)
        return found

    @cached_property
    def _is_apprenticeship(self) -> Array:
        return np.isin(self.aims.fields["prog"], APPRENTICESHIPS)

    # Tables -----------------------------------------------------------------------------------------------------------

    def _learners(self) -> Columns:
        roll, now, size = self.roll, self.now, self.roll.size
        owner = self.aims.owner

        def any_of(which: Array) -> Array:
            return (np.bincount(owner[which], minlength=size) > 0).astype(np.int64)

        full = {n: self._wide & (self._level == n) for n in (2, 3)}
        months = roll.born.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        return {
            "external_id": self.external,
            "RECORDID": self.record,
            "Year": np.full(size, roll.year),
            "dataset_identifier": same(f"{MADE_UP}{roll.year % 100:02d}", size),
            "learner_id": roll.references(now).arrow(),
            "ukprn_anon": self._provider("ukprn_anon"),
            "upin_anon": self._provider("upin_anon"),
            "Sex": roll.sex.arrow(),
            "Ethnicity": roll.ethnicity(now),
            "AcAge": roll.year - 1970 - months // 12 - (months % 12 >= _SEPTEMBER),
            "LLDD": difficulties(roll),
            "LLDD_Detail": np.where(roll.difficulty, roll.difficulty_category, _NO_WORD),
            "PriorAttain": prior_attainments(now),
            "L_FullLevel2": any_of(full[2]),
            "L_FullLevel2Ach": any_of(full[2] & self._achieved),
            "L_FullLevel3": any_of(full[3]),
            "L_FullLevel3Ach": any_of(full[3] & self._achieved),
            "L_OLASS": np.full(size, _NO_OFFENDER),
            "ALSCost": unless(ABSENT, support_costs(roll)),
            "AppParticipant": any_of(self._is_apprenticeship),
        }

    def _aims(self) -> Columns:
        f, who, year = self.aims.fields, self.aims.owner, self.roll.year
        listed, refs = listed_columns(), self.aims.texts["ref"]
        size = len(self.aims)
        alone = f["prog"] == ABSENT
        starts = (f["start"] >= self.now.opens) & (f["restart"] == 0)
        order = np.lexsort((-f["start"], -self._level, who))
        rank = np.empty(size, dtype=np.int64)
        rank[order] = ordinals(who[order]) + 1
        claims, credit = self._claims()
        found: dict[str, pa.Array | Array] = {
            "external_id": self.external[who],
            "RECORDID": self.record[who],
            "sequence_index": f["seq"],
            "Year": np.full(size, year),
            "ukprn_anon": self._provider("ukprn_anon")[who],
            "learning_aim_id": refs.arrow(),
            "AimTitle": _titles().take(pa.array(self._listed)),
            "AimType": f["type"],
            "FundModel": f["fund"],
            "SOF": _of_funds(f["fund"], f["kind"]),
            "programme_type": f["prog"],
            "framework_id": f["fwork"],
            "pathway_id": f["pway"],
            "Standard_id": f["std"],
            "LDM_1": np.where(f["reason"] == _FROM_CUSTODY, _IN_CUSTODY, _NO_WORD),
            "start_date": days(f["start"]),
            "end_date_expected": days(f["plan"]),
            "end_date": days(f["known_end"]),
            "Achievement_date": days(np.where(self._is_programme, f["known_assessed"], NEVER)),
            "Compstatus": f["known_status"],
            "outcome": np.where(f["known_outcome"] == ABSENT, _GOES_ON, f["known_outcome"]),
            "outcome_grade": grades(self.roll, self.aims).arrow(),
            "delivery_postcode": nation_places().vocabulary.take(pa.array(f["place"])),
            "EmployerID_Anon": self._employers(),
            "SSATier1": _subjects(np.where(self._is_programme, self._programme[1], listed.subject[self._listed])),
            "SSATier2": only(~self._is_programme, _second_tiers().take(pa.array(self._listed))),
            "NotionalNVQLev": np.minimum(self._level, _HIGHEST_OF_FIRST_SCALE),
            "Notional_Level_v2": self._level,
            "FL2Width": np.where(self._wide & (self._level == 2), _FULL_WIDTH, 0),
            "FL3Width": np.where(self._wide & (self._level == 3), _FULL_WIDTH, 0),
            "SFL": (listed.is_skill & ~listed.is_esol)[self._listed],
            "ESOL": listed.is_esol[self._listed],
            "app": self._is_programme & self._is_apprenticeship,
            "CL": (f["fund"] == _COMMUNITY_FUND) | (f["kind"] == COMMUNITY),
            "Traineeship": f["prog"] == _TRAINEESHIP,
            "Tlevel": f["prog"] == _T_LEVEL,
            "LevySupported": self._levy(),
            "active": np.ones(size, dtype=np.int64),
            "start": starts,
            "completion": (f["known_status"] == COMPLETED) & (f["known_end"] >= self.now.opens),
            "achievement": self._achieved,
            "enrolment": alone & (f["type"] != _COMPONENT),
            "Funded_aim": f["fund"] != _NOT_FUNDED,
            "AimRankInYear": rank,
            "OnBenefits_AtStart": claims,
            "OnUC_AtStart": claims & credit & (year >= _CREDIT_SINCE),
        }
        return {name: column for name, column in found.items() if year >= _SINCE.get(name, 0)}

    def _claims(self) -> tuple[Array, Array]:
        """Whether each had a claim when the aim began, as far as the record leads to its person."""
        who = self.aims.owner
        claims, credit = self.tax.claimed(self.people.rows(self.roll.person[who]), self.aims.fields["start"])
        known = self.resolved[who] & self.people.has_tax_key[self.people.rows(self.roll.person[who])]
        return claims & known, credit

    def _employers(self) -> pa.Array:
        """Of apprentices alone."""
        who = self.aims.owner
        key = keys(self.people.seed, self.roll.person[who], self.roll.provider[who])
        number = np.floor(_EMPLOYERS * keyed(key, "employer of an apprentice")).astype(np.int64)
        return only(self.aims.fields["kind"] == APPRENTICE, text_keys(number, self.people.seed, "EmployerID_Anon", 8))

    def _levy(self) -> pa.Array:
        """Of programmes that the levy may pay for, whether it does."""
        f = self.aims.fields
        begun = np.where(f["orig"] < NEVER, f["orig"], f["start"])
        pays = self.roll.pays_levy(self.aims.owner, begun).astype(np.int64)
        return only(f["fund"] == _LEVY_FUND, worded(pays, ("0", "1")))


_SEPTEMBER = 8
"""Months from January."""


def _of_funds(fund: Array, kind: Array) -> Array:
    found = np.full(len(fund), _NO_WORD)
    for model, source in _SOURCES.items():
        found[fund == model] = source
    found[kind == HIGHER] = 1
    return found


def _arrays(columns: Columns) -> dict[str, pa.Array]:
    return {name: column if isinstance(column, pa.Array) else pa.array(column) for name, column in columns.items()}


def _subjects(area: Array) -> pa.Array:
    """The broad subject area as text; none where there is none."""
    return pa.array([str(n) for n in range(area.max(initial=0) + 1)]).take(pa.array(area, mask=area <= 0))


@cache
def _titles() -> pa.Array:
    return pa.array([aim.title for aim in listed_aims()])


@cache
def _second_tiers() -> pa.Array:
    areas: Sequence[float] = [float(aim.subject) for aim in listed_aims()]
    return pa.array([f"{area:g}" if area > 0 else None for area in areas])


@cache
def _levels() -> Array:
    """The level of each listed aim, 0 for entry level; none known is -1."""
    return np.array(
        [0 if a.level[:1] == "E" else int(a.level[:1]) if a.level[:1].isdigit() else -1 for a in listed_aims()]
    )
