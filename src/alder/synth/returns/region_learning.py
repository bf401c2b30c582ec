"""What the people of one region learn, as its providers know it: who tells of which aim, and since when.

A provider of a region teaches people of its shards, so everything that its returns say follows from them. Where a
provider became part of another, the successor tells of those who go on. Some learners are entered by mistake: they had
a place at two providers, came to one, and are deleted at the other some time later.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.sources.miniature.providers import registered
from alder.synth.population.draws import NEVER, day_number, first_day, keyed, keys, spread, year_of
from alder.synth.population.frequencies import APPRENTICE
from alder.synth.population.population_tables import TABLES
from alder.synth.population.record_columns import SynthRecords, Texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.synth.population.draws import Array
    from alder.synth.population.shards import Shard

    class PopulationTables(Protocol):
        """A population, as far as returns ask for it."""

        @property
        def manifest(self) -> Mapping[str, Any]: ...

        @property
        def shards(self) -> tuple[Shard, ...]: ...

        def table(self, name: str, shard: Shard) -> pa.Table: ...


DAYS = 2**17
"""More than the days of anybody's life: keys of person and day are apart by it."""
MISTAKEN = 0.004
"""Of programmes that are no apprenticeships, how many are entered at another provider too. Assumed."""
_DELETED_AFTER = (25, 200)
"""Days after the start until that is noticed. Assumed."""
_WEEKS_AFTER = 85
"""From so many days after an end the tax year counts, which begins in April."""
_SUCCESSIONS = 3
"""A provider became part of one that became part of another at most so many times."""


@dataclass(frozen=True)
class TruthColumns:
    """The columns of one table: whole numbers, days and truths as numbers, few different texts as codes."""

    fields: Mapping[str, Array]
    texts: Mapping[str, Texts]

    def __len__(self) -> int:
        return len(next(iter(self.fields.values())))


def columns(table: pa.Table) -> TruthColumns:
    """A table of a population. A day that is not there is `NEVER`, a number -1."""
    fields, texts = {}, {}
    for name, column in zip(table.column_names, table.unify_dictionaries().columns, strict=True):
        whole = column.combine_chunks()
        if pa.types.is_dictionary(whole.type):
            codes = _filled(whole.indices.cast(pa.int64()), -1)
            texts[name] = Texts(codes, whole.dictionary.cast(pa.string()))
        elif pa.types.is_date(whole.type):
            fields[name] = _filled(whole.cast(pa.int32()).cast(pa.int64()), NEVER)
        elif pa.types.is_boolean(whole.type):
            fields[name] = pc.fill_null(whole, False).to_numpy(zero_copy_only=False)
        elif pa.types.is_floating(whole.type):
            fields[name] = whole.to_numpy(zero_copy_only=False)
        else:
            fields[name] = _filled(whole.cast(pa.int64()), -1)
    return TruthColumns(fields, texts)


def _filled(column: pa.Array, none: int) -> Array:
    """Without nulls it is not copied once more."""
    found: Array = (pc.fill_null(column, none) if column.null_count else column).to_numpy()
    return found


class RegionLearning:
    """The people of a region's shards with all that they ever learn."""

    def __init__(self, population: PopulationTables, region: int) -> None:
        self._population = population
        self.shards = tuple(shard for shard in population.shards if shard.region == region)
        self.seed = self.shards[0].seed
        self.first = self.shards[0].first
        """The number of the first person; people are counted on from there."""

    def _columns(self, name: str) -> TruthColumns:
        """A table of all shards; without rows where the population has no such table."""
        if name not in self._population.manifest["rows"]:
            return columns(TABLES[name].empty_table())
        return columns(pa.concat_tables([self._population.table(name, shard) for shard in self.shards]))

    @cached_property
    def person(self) -> TruthColumns:
        return self._columns("person")

    @cached_property
    def home(self) -> TruthColumns:
        return self._columns("home")

    @cached_property
    def _moves(self) -> tuple[Array, Array]:
        """A key of person and day for each home, and the row of each person's first one."""
        home = self.home.fields
        first = np.searchsorted(home["person"], self.first + np.arange(len(self.person)))
        return home["person"] * DAYS + np.maximum(home["since"] + DAYS // 2, 0), first

    def home_on(self, person: Array, day: Array) -> Array:
        """The place where each lived on a day; before birth or arrival, the first home."""
        key, first = self._moves
        at = np.searchsorted(key, person * DAYS + day + DAYS // 2, side="right") - 1
        found: Array = self.home.fields["place"][np.maximum(at, first[person - self.first])]
        return found

    @cached_property
    def schooling(self) -> TruthColumns:
        return self._columns("schooling")

    @cached_property
    def episode(self) -> TruthColumns:
        return self._columns("episode")

    @cached_property
    def higher_education(self) -> TruthColumns:
        return self._columns("higher_education")

    @cached_property
    def _years_of_study(self) -> Array:
        """A key of person and year for each year of higher education, in order."""
        f = self.higher_education.fields
        return np.sort(f["person"] * DAYS + f["year"])

    def studied(self, person: Array, year: Array) -> Array:
        """Whether each was in higher education in an academic year."""
        key = self._years_of_study
        if not len(key):
            return np.zeros(len(person), dtype=bool)
        wanted = person * DAYS + year
        found: Array = key[np.minimum(np.searchsorted(key, wanted), len(key) - 1)] == wanted
        return found

    @cached_property
    def work(self) -> TruthColumns:
        return self._columns("work")

    @cached_property
    def _work_years(self) -> tuple[Array, Array]:
        f = self.work.fields
        key = f["person"] * DAYS + f["tax_year"]
        order = np.argsort(key, kind="stable")
        return order, key[order]

    def working_days(self, person: Array, end: Array) -> tuple[Array, Array]:
        """Days in work and days of benefits in the tax year that most of the year after `end` lies in; 0 where the
        population does not tell of them.
        """
        order, key = self._work_years
        if not len(key):
            return np.zeros(len(person)), np.zeros(len(person))
        tax_year = (end + _WEEKS_AFTER).astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
        wanted = person * DAYS + tax_year
        at = np.minimum(np.searchsorted(key, wanted), len(key) - 1)
        known = key[at] == wanted
        f = self.work.fields
        return np.where(known, f["days"][order[at]], 0), np.where(known, f["benefit_days"][order[at]], 0)

    @cached_property
    def aims(self) -> SynthRecords:
        """All aims; a row twice where a successor goes on to tell of it.

        The owner is the row of its episode. `provider` tells of it from `told_from` to the day before `told_until`;
        `taught_by` is who taught it at first.
        """
        found = self._columns("aim")
        f = dict(found.fields)
        order = np.argsort(self.episode.fields["episode"], kind="stable")
        owner = order[np.searchsorted(self.episode.fields["episode"], f["episode"], sorter=order)]
        size = len(owner)
        f |= {
            "kind": self.episode.fields["kind"][owner],
            "taught_by": f["provider"],
            "told_from": np.full(size, -NEVER),
            "told_until": np.full(size, NEVER),
            "mistaken": np.zeros(size, dtype=np.int64),
            "last": np.where(f["assessed"] < NEVER, f["assessed"], f["end"]),
            "held_until": np.where(f["returned_until"] >= 0, f["returned_until"], NEVER),
        }
        told = SynthRecords(owner, f, found.texts)
        for _ in range(_SUCCESSIONS):
            told = _with_successors(told)
        return told

    @cached_property
    def starts(self) -> tuple[Array, Array]:
        """Rows of aims in the order of person and start, and a key of both."""
        f = self.aims.fields
        key = f["person"] * DAYS + f["start"]
        order = np.argsort(key, kind="stable")
        return order, key[order]

    @cached_property
    def _first_told(self) -> tuple[Array, Array]:
        """For each provider and person, in order of both, the year in which the person came."""
        f = self.aims.fields
        key = self.key(f["provider"], f["person"])
        came = np.maximum(f["start"], f["told_from"])
        order = np.lexsort((came, key))
        key = key[order]
        new = np.r_[True, key[1:] != key[:-1]] if len(key) else np.zeros(0, dtype=bool)
        return key[new], year_of(came[order][new])

    def came(self, provider: Array, person: Array, otherwise: int) -> Array:
        """The academic year in which each person first came to the provider; `otherwise` for whom it had by mistake."""
        known, years = self._first_told
        key = self.key(provider, person)
        at = np.minimum(np.searchsorted(known, key), len(known) - 1)
        return np.where(known[at] == key, years[at], otherwise)

    def key(self, provider: Array, person: Array) -> Array:
        """One number for a provider and a person."""
        found: Array = provider * _PEOPLE + (person - self.first)
        return found

    def of_year(self, year: int) -> SynthRecords:
        """The aims that returns of a year may tell of, by provider, person, start and role."""
        f = self.aims.fields
        opens, closes = int(first_day(year)), int(first_day(year + 1)) - 1
        here = (f["start"] <= closes) & (f["last"] >= opens) & (f["told_until"] > opens) & (f["told_from"] <= closes)
        here &= f["held_until"] >= year
        held = self.aims.where(here)
        copies = self._mistaken(held, year, closes)
        found = _below(held, copies) if len(copies) else held
        f = found.fields
        return found.where(np.lexsort((f["role"], f["start"], f["person"], f["provider"])))

    def _mistaken(self, held: SynthRecords, year: int, closes: int) -> SynthRecords:
        """Copies of programmes that began in the year, at another provider that teaches such learners."""
        f = held.fields
        key = keys(self.seed, f["episode"])
        began = self.episode.fields["year"][held.owner] == year
        unsure = began & (f["kind"] != APPRENTICE) & (keyed(key, "entered by mistake") < MISTAKEN) & (f["restart"] == 0)
        rows = np.flatnonzero(unsure & (year_of(f["start"]) == year))
        other = np.full(len(rows), -1)
        for kind in np.unique(f["kind"][rows]).tolist():
            teaching = np.unique(f["provider"][f["kind"] == kind])
            of = f["kind"][rows] == kind
            pick = np.floor(keyed(key[rows[of]], "which other") * len(teaching)).astype(np.int64)
            other[of] = teaching[pick]
        there = np.isin(self.key(other, f["person"][rows]), self.key(f["provider"], f["person"]))
        copies = held.where(rows[~there])
        # The whole programme goes at once, whenever its aims were to begin.
        _, of = np.unique(copies.fields["episode"], return_inverse=True)
        began_on = np.full(len(copies), NEVER)
        np.minimum.at(began_on, of, copies.fields["start"])
        noticed = began_on[of] + spread(keyed(key[rows[~there]], "deleted after"), *_DELETED_AFTER)
        never = np.full(len(copies), NEVER)
        told = {
            "provider": other[~there],
            "taught_by": other[~there],
            "told_until": np.minimum(noticed, closes - 2),
            "mistaken": np.ones(len(copies), dtype=np.int64),
            **dict.fromkeys(("end", "assessed", "last"), never),
        }
        return SynthRecords(copies.owner, {**copies.fields, **told}, copies.texts)


_PEOPLE = 10**9
"""More than there are people in any population."""


def _below(one: SynthRecords, other: SynthRecords) -> SynthRecords:
    return SynthRecords(
        np.concatenate([one.owner, other.owner]),
        {name: np.concatenate([column, other.fields[name]]) for name, column in one.fields.items()},
        {
            name: Texts(np.concatenate([column.codes, other.texts[name].codes]), column.vocabulary)
            for name, column in one.texts.items()
        },
    )


def successions() -> tuple[Array, Array]:
    """By number of a provider: who tells of its learners, and from which day; -1 and `NEVER` where nobody does."""
    listed = registered()
    size = 1 + max(one.number for one in listed)
    successor, since = np.full(size, -1), np.full(size, NEVER)
    for one in listed:
        if one.successor is not None and one.closed is not None:
            successor[one.number], since[one.number] = one.successor, day_number(one.closed) + 1
    return successor, since


def _with_successors(told: SynthRecords) -> SynthRecords:
    """Who goes on after the provider became part of another is told of by that one from then on."""
    successor, since = successions()
    f = told.fields
    day = since[f["provider"]]
    goes_on = (f["start"] < day) & (f["last"] >= day) & (f["told_until"] > day)
    if not goes_on.any():
        return told
    later = told.where(goes_on)
    moved = {"provider": successor[later.fields["provider"]], "told_from": day[goes_on]}
    ended = {**f, "told_until": np.where(goes_on, day, f["told_until"])}
    return _below(
        SynthRecords(told.owner, ended, told.texts), SynthRecords(later.owner, {**later.fields, **moved}, later.texts)
    )
