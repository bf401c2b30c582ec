"""Final returns of five years in a store: a million learners and 2.7 million deliveries, as records of them.

A delivery is in the return of each year in which it goes on, so the returns of one year continue those of the year
before. Some of what makes judging hard is planted: ends that are told a year late, deliveries that vanish, breaks that
are shown again and those that end in a restart, transfers, learners without a number of their own, and learners whom
two providers describe. No learner begins the same aim twice on one day at one provider: in SQL by hand nobody would
tell such records apart.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.engine import submission
from alder.engine.store import Store
from alder.model.period import AcademicYear
from alder.sources.ilr.profile.measurement import ReturnMeasurement
from benchmarks.releasing.made_places import aim_codes

Array = np.ndarray
Table = pa.Table

YEARS = [AcademicYear(y) for y in range(2018, 2023)]
PERSONS, AIMS = 432_000, 1_817_000
"""So many people and aims, before restarts and the aims that stand there twice, make the records wanted."""

PROVIDERS = [10_000_001 + n for n in range(40)]
OTHER, UNNUMBERED, LATE, VANISH, RESTARTED = 0.03, 0.01, 0.015, 0.012, 0.6
TEMPORARY, UNKNOWN_PLACE = 9_999_999_999, "ZZ99 9ZZ"
DAY = (np.datetime64("2018-08-01") - np.datetime64("1970-01-01")).astype(int)
APPRENTICE = [2, 3, 20, 21, 25]


def keep(store: Store, places: pa.Array, scale: float = 1.0, seed: int = 7) -> dict[str, int]:
    """Load the returns into a store. Gives how many records of each kind it holds then."""
    draw = np.random.default_rng(seed)
    people = _people(draw, round(PERSONS * scale), places)
    aims = _aims(draw, round(AIMS * scale), people, places)
    counted: dict[str, int] = {}
    with store.begin() as load:
        rows = []
        for year in YEARS:
            tables = _return(draw, year, people, aims)
            quality = None
            for n, ukprn in enumerate(PROVIDERS):
                one = {name: t.filter(pc.equal(t["_of"], n)).drop_columns("_of") for name, t in tables.items()}
                if quality is None:
                    measuring = ReturnMeasurement(year)
                    measuring.add(one)
                    quality = measuring.rows()
                one = {name: _whole(rows, store.schemas[name]) for name, rows in one.items()} | {
                    "field_quality": quality
                }
                incoming = load.incoming(ukprn=ukprn, collection_year=year.label, return_number="R14")
                incoming.add(one)
                incoming.accept()
                rows.append(_submission(incoming.number, ukprn, year, one))
                for name, t in one.items():
                    counted[name] = counted.get(name, 0) + t.num_rows
        load.commit(pa.Table.from_pylist(rows, schema=submission.SCHEMA))
    return counted


def _people(draw: np.random.Generator, n: int, places: pa.Array) -> dict[str, Any]:
    uln = 1_000_000_000 + 3 * draw.permutation(n)
    uln[draw.random(n) < UNNUMBERED] = TEMPORARY
    postcode = places.take(pa.array(draw.integers(0, len(places), n)))
    return {
        "home": draw.integers(0, len(PROVIDERS), n),
        "ULN": uln,
        "born": np.where(draw.random(n) < 0.4, draw.integers(10_900, 12_700, n), draw.integers(-2_000, 11_000, n)),
        "Sex": draw.integers(0, 2, n),
        "Ethnicity": draw.choice([31, 31, 31, 31, 34, 35, 39, 41, 44, 47, 98, 99], n),
        "LLDDHealthProb": draw.choice([1, 2, 2, 2, 9], n),
        "Postcode": pc.if_else(pa.array(draw.random(n) < 0.02), UNKNOWN_PLACE, postcode),
        "PriorAttain": draw.choice([1, 2, 3, 7, 9, 10, 99, 98], n),
        "EngGrade": draw.integers(0, 6, n),
        "MathGrade": draw.integers(0, 6, n),
        "PlanLearnHours": draw.integers(0, 700, n),
        "fam": draw.random((5, n)),
        "first": draw.integers(-365, 1_650, n),
    }


def _aims(draw: np.random.Generator, m: int, people: dict[str, Any], places: pa.Array) -> dict[str, Any]:
    n = len(people["home"])
    who = np.concatenate([np.arange(n), draw.integers(0, n, m - n)])
    start = people["first"][who] + np.where(np.arange(m) < n, 0, draw.integers(0, 400, m))
    planned = start + draw.choice([5, 30, 100, 200, 320, 400, 550], m) + draw.integers(0, 25, m)
    status = draw.choice([1, 2, 3, 6], m, p=[0.02, 0.72, 0.2, 0.06])
    early = status == 3
    end = np.where(early, start + draw.integers(0, 300, m), planned + draw.integers(-20, 60, m))
    kind = draw.choice(4, m, p=[0.25, 0.3, 0.3, 0.15])
    of_learner = draw.choice(APPRENTICE, n)[who]
    programme = np.where(kind == 0, of_learner, -1)
    made = {
        "who": who,
        "of": np.where(draw.random(m) < OTHER, draw.integers(0, len(PROVIDERS), m), people["home"][who]),
        "ref": draw.integers(0, len(aim_codes()), m),
        "AimType": np.where(kind == 0, draw.choice([1, 3, 3], m), np.where(kind == 1, draw.choice([4, 4, 5], m), 4)),
        "ProgType": programme,
        "StdCode": np.where(programme == 25, 1 + who % 600, -1),
        "FworkCode": np.where((kind == 0) & (programme != 25), 400 + who % 90, -1),
        "FundModel": np.choose(kind, [np.full(m, 36), np.full(m, 25), np.full(m, 35), draw.choice([10, 81, 99], m)]),
        "start": start,
        "planned": planned,
        "end": np.maximum(end, start),
        "status": status,
        "Outcome": np.where(status == 2, draw.choice([1, 1, 1, 1, 2, 3], m), np.where(draw.random(m) < 0.01, 1, 3)),
        "WithdrawReason": draw.choice([2, 3, 7, 40, 97], m),
        "restart": draw.random(m) < 0.005,
        "late": draw.random(m) < LATE,
        "vanish": draw.random(m) < VANISH,
        "shown": draw.integers(0, 3, m),
        "fam": draw.random((4, m)),
        "site": draw.integers(0, len(places), m),
        "original": draw.random(m) < 0.1,
        "partner": draw.random(m) < 0.08,
        "hours": draw.integers(0, 200, m),
    }
    again = np.flatnonzero((status == 6) & (draw.random(m) < RESTARTED))
    more = {k: np.concatenate([v, v[..., again]], axis=-1) for k, v in made.items()}
    back = slice(m, None)
    more["start"][back] = more["end"][back] + draw.integers(20, 250, len(again))
    more["planned"][back] = more["start"][back] + draw.integers(60, 400, len(again))
    more["end"][back] = more["planned"][back]
    more["status"][back] = 2
    more["Outcome"][back] = draw.choice([1, 1, 2], len(again))
    more["restart"][back] = True
    more = _once(more)
    more["site_code"] = places.take(pa.array(more["site"]))
    more["year_of_start"], more["year_of_end"] = _year_of(more["start"]), _year_of(more["end"])
    return more


def _once(aims: dict[str, Array]) -> dict[str, Array]:
    """Without aims that a learner begins twice on one day at one provider: a programme, or an aim of one reference."""
    what = np.where((aims["AimType"] == 1) & (aims["ProgType"] > 0), -aims["ProgType"], aims["ref"] * 100)
    keys = np.stack([aims["who"], aims["of"], aims["start"], what, aims["ProgType"]])
    first = np.sort(np.unique(keys, axis=1, return_index=True)[1])
    return {k: v[..., first] for k, v in aims.items()}


def _year_of(days: Array) -> Array:
    """The starting year of the academic year of days counted from 1 August of the first."""
    dates = (days + DAY).astype("datetime64[D]")
    months = dates.astype("datetime64[M]").astype(int)
    return 1970 + months // 12 - (months % 12 < 7)


def _return(
    draw: np.random.Generator, year: AcademicYear, people: dict[str, Any], aims: dict[str, Any]
) -> dict[str, Table]:
    """The tables of all providers' returns of a year; `_of` says whose each row is."""
    y = year.start
    ended = aims["status"] != 1
    told = aims["year_of_end"] + aims["late"]
    last = np.where(ended, told + np.where(aims["status"] == 6, aims["shown"] % 2, 0), aims["year_of_start"] + 2)
    last = np.where(aims["vanish"], np.minimum(last, aims["year_of_start"] + aims["shown"]), last)
    here = np.flatnonzero((aims["year_of_start"] <= y) & (y <= last))
    here = here[np.lexsort((here, aims["who"][here], aims["of"][here]))]
    a = {k: v.take(pa.array(here)) if isinstance(v, pa.Array) else v[..., here] for k, v in aims.items()}
    m = len(here)
    new = np.ones(m, bool)
    new[1:] = (a["who"][1:] != a["who"][:-1]) | (a["of"][1:] != a["of"][:-1])
    at = np.flatnonzero(new)
    learner = np.cumsum(new)  # numbered over all providers: unique, and that is enough
    who, of = a["who"][at], a["of"][at]
    known = ended[here] & (told[here] <= y)
    numbers = learner[at]
    tables = {
        "learner": _learners(y, who, of, numbers, people),
        "learning_delivery": _deliveries(a, learner, known),
        "learning_delivery_fam": _monitoring(a, learner),
        "learner_fam": _support(who, of, numbers, people),
        "lldd_and_health_problem": _difficulties(who, of, numbers, people),
        **_destinations(draw, y, who, of),
    }
    if y >= 2021:
        tables["prior_attain"] = _levels(draw, who, of, numbers)
    return tables


def _learners(y: int, who: Array, of: Array, numbers: Array, people: dict[str, Any]) -> Table:
    elsewhere = of != people["home"][who]
    grades = pa.array(["9", "4", "1", "C", "U", "NONE"])
    return pa.table(
        {
            "_of": of,
            "learner": numbers,
            "LearnRefNumber": pc.binary_join_element_wise("P", pc.cast(pa.array(who), pa.string()), ""),
            "ULN": people["ULN"][who],
            "DateOfBirth": _dates(people["born"][who] - DAY, people["born"][who] % 997 == 0),
            "Ethnicity": np.where(elsewhere, 99, people["Ethnicity"][who]),
            "Sex": pa.array(["F", "M"]).take(pa.array(people["Sex"][who])),
            "LLDDHealthProb": people["LLDDHealthProb"][who],
            "PriorAttain": pa.array(people["PriorAttain"][who], mask=np.full(len(who), y >= 2021)),
            "PlanLearnHours": people["PlanLearnHours"][who],
            "PlanEEPHours": people["PlanLearnHours"][who] // 5,
            "EngGrade": grades.take(pa.array(people["EngGrade"][who])),
            "MathGrade": grades.take(pa.array(people["MathGrade"][who])),
            "Postcode": people["Postcode"].take(pa.array(who)),
        }
    )


def _deliveries(a: dict[str, Any], learner: Array, known: Array) -> Table:
    m = len(learner)
    programme = a["AimType"] == 1
    code = pa.array(aim_codes()).take(pa.array(a["ref"]))
    standard = a["ProgType"] == 25
    return pa.table(
        {
            "_of": a["of"],
            "learner": learner,
            "aim": np.arange(1, m + 1),
            "LearnAimRef": pc.if_else(pa.array(programme), "ZPROG001", code),
            "AimType": a["AimType"],
            "LearnStartDate": _dates(a["start"]),
            "OrigLearnStartDate": _dates(a["start"] - 100, ~a["original"]),
            "LearnPlanEndDate": _dates(a["planned"]),
            "FundModel": a["FundModel"],
            "PHours": pa.array(a["hours"], mask=a["FundModel"] != 35),
            "ProgType": _codes(a["ProgType"]),
            "FworkCode": _codes(a["FworkCode"]),
            "PwayCode": pa.array(np.ones(m, int), mask=a["FworkCode"] < 0),
            "StdCode": _codes(a["StdCode"]),
            "PartnerUKPRN": pa.array(np.full(m, 10_000_900), mask=~a["partner"]),
            "DelLocPostCode": a["site_code"],
            "CompStatus": np.where(known, a["status"], 1),
            "LearnActEndDate": _dates(a["end"], ~known),
            "WithdrawReason": pa.array(a["WithdrawReason"], mask=~(known & (a["status"] == 3))),
            "Outcome": pa.array(a["Outcome"], mask=~known | (a["status"] == 6)),
            "AchDate": _dates(a["end"] + 30, ~(known & standard & (a["status"] == 2) & (a["Outcome"] == 1))),
        }
    )


def _monitoring(a: dict[str, Any], learner: Array) -> Table:
    restart, source = a["restart"], np.full(len(learner), True)
    drawn = a["fam"]
    kinds = (
        ("RES", restart, np.array(["1"]), np.zeros(len(learner), int)),
        ("SOF", source, np.array(["105", "107", "108", "110"]), (drawn[0] * 4).astype(int)),
        ("FFI", a["FundModel"] == 35, np.array(["1", "2"]), (drawn[1] * 2).astype(int)),
        ("ADL", drawn[2] < 0.03, np.array(["1"]), np.zeros(len(learner), int)),
        ("ASL", a["FundModel"] == 10, np.array(["1", "2", "3", "4"]), (drawn[3] * 4).astype(int)),
        ("LDM", drawn[3] < 0.3, np.array(["034"]), np.zeros(len(learner), int)),
    )
    parts = []
    for kind, has, codes, chosen in kinds:
        at = np.flatnonzero(has)
        parts.append(
            pa.table(
                {
                    "_of": a["of"][at],
                    "learner": learner[at],
                    "aim": at + 1,
                    "LearnDelFAMType": pa.repeat(kind, len(at)),
                    "LearnDelFAMCode": pa.array(codes.tolist()).take(pa.array(chosen[at])),
                }
            )
        )
    return pa.concat_tables(parts)


def _support(who: Array, of: Array, numbers: Array, people: dict[str, Any]) -> Table:
    parts = []
    kinds = (("HNS", 0.04, 1), ("EHC", 0.05, 1), ("FME", 0.15, 2), ("ECF", 0.2, 4), ("MCF", 0.25, 4))
    for (kind, share, codes), drawn in zip(kinds, people["fam"], strict=True):
        at = np.flatnonzero(drawn[who] < share)
        code = 1 + (drawn[who][at] * 1_000).astype(int) % codes
        parts.append(
            pa.table(
                {
                    "_of": of[at],
                    "learner": numbers[at],
                    "LearnFAMType": pa.repeat(kind, len(at)),
                    "LearnFAMCode": code,
                }
            )
        )
    return pa.concat_tables(parts)


def _difficulties(who: Array, of: Array, numbers: Array, people: dict[str, Any]) -> Table:
    at = np.flatnonzero(people["LLDDHealthProb"][who] == 1)
    categories = np.array([4, 5, 9, 12, 13, 95])[who[at] % 6]
    first = pa.table(
        {"_of": of[at], "learner": numbers[at], "LLDDCat": categories, "PrimaryLLDD": np.ones(len(at), int)}
    )
    second = first.slice(0, len(at) // 3).set_column(3, "PrimaryLLDD", pa.nulls(len(at) // 3, pa.int64()))
    return pa.concat_tables([first, second])


def _levels(draw: np.random.Generator, who: Array, of: Array, numbers: Array) -> Table:
    again = np.concatenate([np.arange(len(who)), np.flatnonzero(draw.random(len(who)) < 0.2)])
    return pa.table(
        {
            "_of": of[again],
            "learner": numbers[again],
            "PriorLevel": draw.choice([1, 2, 3, 4, 6, 7, 99], len(again)),
            "DateLevelApp": _dates(draw.integers(-2_000, 1_800, len(again))),
        }
    )


def _destinations(draw: np.random.Generator, y: int, who: Array, of: Array) -> dict[str, Table]:
    at = np.flatnonzero(draw.random(len(who)) < 0.4)
    twice = np.concatenate([np.arange(len(at)), np.flatnonzero(draw.random(len(at)) < 0.2)])
    kinds = draw.choice(5, len(twice))
    return {
        "learner_destination_and_progression": pa.table(
            {
                "_of": of[at],
                "destination": at + 1,
                "LearnRefNumber": pc.binary_join_element_wise("P", pc.cast(pa.array(who[at]), pa.string()), ""),
            }
        ),
        "dp_outcome": pa.table(
            {
                "_of": of[at][twice],
                "destination": at[twice] + 1,
                "OutType": pa.array(["EMP", "EDU", "NPE", "OTH", "EMP"]).take(pa.array(kinds)),
                "OutCode": np.array([1, 1, 1, 3, 3])[kinds],
                "OutStartDate": _dates((y - 2018) * 365 + draw.integers(200, 500, len(twice))),
            }
        ),
    }


def _submission(number: int, ukprn: int, year: AcademicYear, tables: dict[str, Table]) -> dict[str, Any]:
    day = date(year.start + 1, 10, 20)
    return {
        "submission": number,
        "ukprn": ukprn,
        "collection_year": year.label,
        "return_number": "R14",
        "return_assumed": False,
        "file_name": f"{ukprn}-{year.start}.xml",
        "file_hash": f"{ukprn}-{year.start}",
        "prepared": day,
        "sent": datetime(day.year, day.month, day.day),
        "received": datetime(2024, 1, 1, tzinfo=UTC).replace(tzinfo=None),
        "learners": tables["learner"].num_rows,
        "learning_deliveries": tables["learning_delivery"].num_rows,
    }


def _whole(rows: Table, schema: pa.Schema) -> Table:
    """The rows in every column of their table; what was not made is missing."""
    own = pa.schema([f for f in schema if f.name not in submission.STAMP.names])
    return pa.table(
        [rows[f.name].cast(f.type) if f.name in rows.column_names else pa.nulls(rows.num_rows, f.type) for f in own],
        schema=own,
    )


def _codes(values: Array) -> pa.Array:
    return pa.array(values, mask=values < 0)


def _dates(days: Array, missing: Array | None = None) -> pa.Array:
    """Dates from days counted from 1 August of the first year."""
    return pa.array((days + DAY).astype(np.int32), pa.int32(), mask=missing).cast(pa.date32())
