"""The people of a shard with what school left them with: all that their learning and work follow from."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from alder.synth.population import schooling
from alder.synth.population.population_tables import HOME, PERSON, SCHOOLING
from alder.synth.population.residents import Residents, residents

if TYPE_CHECKING:
    from alder.synth.population.draws import Array
    from alder.synth.population.shards import Shard
    from alder.synth.population.targets import Targets

_AT_11 = ("key_stage_2_year", "reading", "mathematics")


@dataclass(frozen=True, kw_only=True)
class ShardPeople(Residents):
    """Residents and their results at school: -1, nan or "" where there is none."""

    key_stage_2_year: Array
    reading: Array
    mathematics: Array
    key_stage_4_year: Array
    attainment_8: Array
    english_grade: Array
    mathematics_grade: Array
    school: Array

    def tables(self) -> dict[str, pa.Table]:
        """The tables `person`, `home` and `schooling`, which has those who have results of either key stage."""
        person = {column.name: getattr(self, column.name) for column in PERSON}
        home = {
            "person": self.home_owner + self.shard.first,
            "since": self.home_since,
            "place": self.home_place,
        }
        has = (self.key_stage_2_year >= 0) | (self.key_stage_4_year >= 0)
        tested, graded = self.key_stage_2_year[has] >= 0, self.key_stage_4_year[has] >= 0
        school = {
            column.name: pa.array(
                getattr(self, column.name)[has],
                mask=None if column.name in ("person", "school") else ~(tested if column.name in _AT_11 else graded),
            )
            for column in SCHOOLING
        }
        return {
            "person": as_table(person, PERSON),
            "home": as_table(home, HOME),
            "schooling": as_table(school, SCHOOLING),
        }


def shard_people(targets: Targets, parts: tuple[Shard, ...], shard: Shard, last: int) -> ShardPeople:
    """The people of one of these shards, with results at school up to the academic year that starts in `last`."""
    who = residents(targets, parts, shard)
    columns: dict[str, Any] = {f.name: getattr(who, f.name) for f in fields(who)}
    return ShardPeople(**(columns | schooling.results(who, targets, last)))


def as_table(columns: dict[str, Array | pa.Array], schema: pa.Schema) -> pa.Table:
    """Columns as a table of a schema: days are numbers since 1970, few different texts become a dictionary."""
    return pa.table([_column(columns[field.name], field.type) for field in schema], schema=schema)


def _column(values: Array | pa.Array, wanted: pa.DataType) -> pa.Array:
    array = values if isinstance(values, pa.Array) else pa.array(values)
    if array.type == wanted:
        return array
    if pa.types.is_dictionary(wanted):
        return (array if pa.types.is_dictionary(array.type) else array.dictionary_encode()).cast(wanted)
    if pa.types.is_date32(wanted):
        array = array.cast(pa.int32())
    return array.cast(wanted)
