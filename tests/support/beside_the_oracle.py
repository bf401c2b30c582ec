"""Alder's figures of returns beside those of the oracle, cell by cell: see `tests.oracle`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import product
from typing import Any

import pyarrow as pa

import alder
from alder.derive.aims import NAME
from alder.engine import sql_cache
from alder.measures import Query, Scope, measures
from alder.measures.calculation.aims_table import prepare
from alder.measures.calculation.classification import classified_rows
from alder.measures.calculation.result import needs_of
from alder.measures.calculation.tabulation import open_for
from alder.model import expr
from tests.oracle.days import label
from tests.oracle.figures import OF_LEARNERS, OF_YEAR, RATES, TIMELY, Oracle
from tests.oracle.leaver_rates import SCOPES
from tests.oracle.registers import Registers, Row
from tests.support.aim_tables import statuses

OF_RATES = (*RATES, TIMELY)

SPLITS = (
    ("age_band", "sex", "ethnicity"),
    ("provider", "level"),
    ("home_region", "subject_area"),
    ("prog_type", "lldd"),
)
"""Together they have every characteristic; each of them every margin."""

OF_APPRENTICESHIPS = ("prog_type",)
"""What describes apprenticeships alone."""


Place = tuple[int, int, int]
"""Where an aim stands: the starting year and the provider of a return, and its number in that."""


@dataclass(frozen=True)
class Question:
    """A measure of a year, split, and the kind of learning that it is asked of."""

    measure: str
    year: int
    by: tuple[str, ...]
    scope: str = ""
    coverage: str = ""


def questions(years: Iterable[int], splits: Sequence[tuple[str, ...]] = SPLITS) -> Iterator[Question]:
    """Every measure of every year by every split."""
    for year, whole, measure in product(years, splits, (*OF_RATES, *OF_YEAR)):
        others = tuple(name for name in whole if name not in OF_APPRENTICESHIPS)
        if measure in OF_RATES or measure == "starts":
            for scope in SCOPES:
                yield Question(measure, year, whole if scope == "apprenticeships" else others, scope)
        elif measure.startswith("fe_and_skills"):
            for coverage in ("headline", "adult", "apprenticeships"):
                yield Question(measure, year, others, coverage=coverage)
        elif measure in OF_LEARNERS or measure == "enrolments":
            yield Question(measure, year, others)
        else:
            yield Question(measure, year, whole, "apprenticeships")


def by_alder(environment: Any, asked: Sequence[Question], **settings: object) -> list[tuple[Any, ...]]:
    """What Alder says, in the order of the questions: cells that are not 0 of each count, and who was left out."""
    queries = []
    for q in asked:
        more = {"coverage": q.coverage} if q.coverage else {}
        more |= settings if q.measure in OF_RATES else {}
        queries.append(Query.ask(q.measure, by=q.by, year=label(q.year), scope=q.scope or None, parameters=more))
    return [_said(counts, q) for counts, q in zip(alder.tabulate_all(environment, queries), asked, strict=True)]


def _said(counts: Any, q: Question) -> tuple[Any, ...]:
    cells: dict[str, dict[tuple[str, ...], int]] = {c.id: {} for c in counts.counts}
    table = counts.cells
    keys = list(zip(*(table[name].to_pylist() for name in q.by), strict=True)) if q.by else [()] * table.num_rows
    for c in cells:
        cells[c] = {k: n for k, n in zip(keys, table[c].to_pylist(), strict=True) if n}
    return cells, {k: n for k, n in counts.excluded.items() if n}


def by_oracle(oracle: Oracle, q: Question) -> tuple[Any, ...]:
    found = oracle.figures(q.measure, q.year, q.by, scope=q.scope, coverage=q.coverage)
    return {c: {k: n for k, n in cells.items() if n} for c, cells in found.cells.items()}, dict(found.left_out)


def differences(environment: Any, oracle: Oracle, asked: Sequence[Question], **settings: object) -> list[str]:
    """Each cell in which the two differ, in words; and how many cells there are that are not empty in either."""
    found = []
    for q, (cells, left_out) in zip(asked, by_alder(environment, asked, **settings), strict=True):
        others, left_out_there = by_oracle(oracle, q)
        for count in sorted({*cells, *others}):
            mine, theirs = Counter(cells.get(count, {})), Counter(others.get(count, {}))
            found += [
                f"{q.measure} {label(q.year)} {q.scope}{q.coverage} {count} of {dict(zip(q.by, cell, strict=True))}: "
                f"Alder {mine[cell]}, oracle {theirs[cell]}"
                for cell in sorted({*mine, *theirs})
                if mine[cell] != theirs[cell]
            ]
        if left_out != left_out_there:
            found.append(f"{q.measure} {label(q.year)} {q.scope}{q.coverage} left out: {left_out}, {left_out_there}")
    return found


def registers(tables: Mapping[str, pa.Table], **more: Any) -> Registers:
    """Look-ups of the oracle, from reference tables as they were published."""

    def rows(table: str, key: Sequence[str], value: str) -> dict[Any, list[Row]]:
        found: dict[Any, list[Row]] = {}
        for row in tables[table].to_pylist():
            k = tuple(row[name] for name in key)
            found.setdefault(k if len(key) > 1 else k[0], []).append(
                (row["EffectiveFrom"], row.get("EffectiveTo"), row[value])
            )
        return found

    places = tables["postcode_place"]
    return Registers(
        level_of_aim=rows("lars_aim", ["LearnAimRef"], "NotionalNVQLevelv2"),
        subject_of_aim=rows("lars_aim", ["LearnAimRef"], "SectorSubjectAreaTier2"),
        level_of_standard=rows("lars_standard", ["StandardCode"], "NotionalEndLevel"),
        subject_of_standard=rows("lars_standard_subject", ["StandardCode"], "SectorSubjectAreaTier2"),
        subject_of_pathway=rows(
            "lars_framework_subject", ["FworkCode", "ProgType", "PwayCode"], "SectorSubjectAreaTier2"
        ),
        region_of_postcode=dict(zip(places["postcode"].to_pylist(), places["region"].to_pylist(), strict=True)),
        successors={r["ukprn"]: (r["successor"], r["date"]) for r in tables["provider_successor"].to_pylist()},
        **more,
    )


def statuses_by_alder(environment: Any, year: int, scope: str, **settings: object) -> dict[Place, str]:
    """What became of every aim by Alder, by year and provider of its latest return and its place in that."""
    query = Query.ask("achievement_rate", year=label(year), scope=scope, parameters=settings)
    with ExitStack() as opened:
        needs = needs_of(query)
        engine, choice = open_for(environment, query, opened, needs)
        prepare(engine, choice, needs)
        found = statuses(engine, year, Scope(scope), query.settings)
    ordered = sorted(choice.used, key=lambda h: (h.year, h.ukprn))
    places = {}
    for number, status in found.items():
        of, within = divmod(number, 100_000_000)
        places[ordered[of].year.start, ordered[of].ukprn, within] = status
    return places


def starts_by_alder(environment: Any, year: int, scope: str) -> dict[Place, str]:
    """By Alder, of every aim that began in a year, whether it is a start or why it is none."""
    measure = measures["starts"]
    query = Query.ask("starts", year=label(year), scope=scope)
    with ExitStack() as opened:
        engine, choice = open_for(environment, query, opened, needs_of(query))
        prepare(engine, choice, needs_of(query))
        schema = engine.schema(NAME)
        rows = engine.run(
            lambda: classified_rows(measure, expr.table(NAME, schema), year, Scope(scope), query.settings).select(
                "aim_id", "starts", "left_out"
            ),
            key=sql_cache.key("measures", "spec", starts_by_alder, year, scope, schema),
        ).to_pylist()
        used = sorted(choice.used, key=lambda h: (h.year, h.ukprn))
    found = {}
    for row in rows:
        if row["starts"] or row["left_out"]:
            of, within = divmod(row["aim_id"], 100_000_000)
            found[used[of].year.start, used[of].ukprn, within] = "start" if row["starts"] else str(row["left_out"])
    return found


def starts_by_oracle(oracle: Oracle, year: int, scope: str) -> dict[Place, str]:
    """The same by the oracle."""
    numbers = _numbers(oracle)
    starts = oracle.learning(year).starts(scope)
    return {(a.year, a.provider, numbers[id(a)]): why or "start" for a, _, why in starts}


def _numbers(oracle: Oracle) -> dict[int, int]:
    """The number of each aim in its return."""
    return {id(a): n for r in oracle.returns for n, a in enumerate(r.aims, 1)}


def statuses_by_oracle(oracle: Oracle, year: int, scope: str) -> dict[Place, str]:
    """The same by the oracle."""
    leavers = oracle.leavers(year)
    numbers = _numbers(oracle)
    return {
        (aim.latest.year, aim.latest.provider, numbers[id(aim.latest)]): leavers.status(aim, scope)
        for aim in leavers.aims
    }


def all_differences(
    environment: Any, oracle: Oracle, year: int, splits: Sequence[tuple[str, ...]] = ((),), **settings: object
) -> list[str]:
    """Cells and aims of a year in which the two differ. Of no aims nothing would be compared, so there must be some."""
    found = differences(environment, oracle, list(questions([year], splits)), **settings)
    for scope in SCOPES:
        mine = statuses_by_alder(environment, year, scope, **settings)
        theirs = statuses_by_oracle(oracle, year, scope)
        assert len(theirs) > 100
        found += [f"{p}: {mine.get(p)}, {theirs.get(p)}" for p in {*mine, *theirs} if mine.get(p) != theirs.get(p)]
    return found
