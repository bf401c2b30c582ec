"""A small population on disk whose people learn what the places of a few providers tell.

Its learning is sound under every rule, and small enough to be looked through. Tests of what returns make of a
population lean on it, and not on how populations come about.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from alder.sources.miniature import nation
from alder.sources.miniature.providers import provider, registered
from alder.synth.population.draws import NEVER
from alder.synth.population.population import MANIFEST, PopulationSettings
from alder.synth.population.population_tables import TABLES
from alder.synth.population.story import Story
from alder.synth.returns.block_roll import BlockRoll
from alder.synth.returns.roll import Snapshot

REGION = registered()[0].region + 1
"""Where the first providers are."""
_SEED = 1


def tell_population(folder: Path, *, providers: tuple[int, ...], places: int, years: range) -> Path:
    """Everybody who holds one of the first places of these providers in these years is a person."""
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for number in providers:
        known: set[tuple[int, int]] = set()
        for year in years:
            _people_of(BlockRoll(Story(_SEED, provider(number), (0,), year), places), number, places, known, rows)
    people = len(rows["person"])
    settings = next(
        s
        for s in (PopulationSettings(people * n, _SEED, shard_size=10**7) for n in range(8, 100))
        if next(x for x in s.shards() if x.region == REGION - 1).people >= people
    )
    for name, schema in TABLES.items():
        (folder / name).mkdir(parents=True)
        for shard in settings.shards():
            here = rows[name] if shard.region == REGION - 1 else []
            table = pa.table([_column(here, field, shard.first) for field in schema], schema=schema)
            pq.write_table(table, folder / name / f"{shard.number:05d}.parquet")
    (folder / MANIFEST).write_text(json.dumps({"settings": asdict(settings), "rows": dict.fromkeys(TABLES, 0)}))
    return folder


def _column(rows: list[dict[str, Any]], field: pa.Field, first: int) -> pa.Array:
    add = first if field.name == "person" else 0
    values = pa.array([row[field.name] + add if add else row[field.name] for row in rows])
    if pa.types.is_date32(field.type):
        return values.cast(pa.int32()).cast(field.type)
    return values.cast(pa.string()).dictionary_encode().cast(field.type) if _is_text(field) else values.cast(field.type)


def _is_text(field: pa.Field) -> bool:
    return bool(pa.types.is_dictionary(field.type))


def _people_of(
    roll: BlockRoll, number: int, places: int, known: set[tuple[int, int]], rows: dict[str, list[dict[str, Any]]]
) -> None:
    now = Snapshot(roll, NEVER - 1)
    aims = roll.aims(now)
    live = np.flatnonzero(np.isnat(nation.places().ended))
    columns = {
        "sex": roll.sex.objects(),
        "ethnicity": np.minimum(roll.ethnicity(now), 98),
        "difficulty": np.where(roll.difficulty, 1, 2),
        "difficulty_category": np.where(roll.difficulty, roll.difficulty_category, 0),
        "special_needs": np.where(roll.education_plan, 2, 0),
        "free_meals": roll.free_meals,
        "place": live[roll.homes(now)[0] % len(live)],
        "english_grade": roll.grade("English").objects(),
        "mathematics_grade": roll.grade("maths").objects(),
        "prior_level": roll.ladder(now),
        "employed": roll.employed,
        "born": roll.born,
        "kind": roll.kind,
        "year": roll.since,
    }
    held = {name: column.tolist() for name, column in columns.items()}
    told = {name: column.tolist() for name, column in aims.fields.items()}
    told |= {name: column.objects().tolist() for name, column in aims.texts.items()}
    by_place = defaultdict(list)
    for row, place in enumerate(aims.owner.tolist()):
        by_place[place].append(row)
    for place in range(places):
        who = {name: column[place] for name, column in held.items()}
        if (place, who["year"]) in known:
            continue
        known.add((place, who["year"]))
        person = len(rows["person"])
        base = {"person": person, "episode": person, "provider": number}
        rows["person"].append(who | base | {"arrived": 0, "left": 0, "ability": 0.0})
        rows["home"].append(base | {"since": who["born"], "place": who["place"]})
        if who["english_grade"]:
            results = dict.fromkeys(("key_stage_2_year", "reading", "mathematics"))
            rows["schooling"].append(
                who | base | results | {"key_stage_4_year": who["year"] - 1, "attainment_8": 40.0, "school": 1}
            )
        rows["episode"].append(who | base)
        for row in by_place[place]:
            aim = {name: column[row] for name, column in told.items()}
            days = {name: None if aim[of] == NEVER else aim[of] for name, of in _DAYS.items()}
            reason = aim["reason"] if aim["status"] == 3 else -1
            settled = {"reason": reason, "place": int(live[aim["place"] % len(live)]), "hard_case": ""}
            rows["aim"].append(aim | base | days | settled | {"returned_until": -1})


_DAYS = {"original": "orig", "end": "end", "assessed": "assessed"}
