"""Stores filled from text tables, so that a test says only what matters of each file.

file  | ukprn    | return | sent       | learners
first | 10000001 | R04    | 2020-12-01 | 3

Stores of made-up providers that are declared to be all there are, so that a data file can have totals.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from alder.engine import sql_cache, submission
from alder.engine.protocol import Engine
from alder.engine.store import Store
from alder.environment import Environment
from alder.model.coverage import ENGLAND, Whole
from alder.model.period import AcademicYear
from tests.support import text_tables

LEARNER = pa.schema([("learner", pa.int64()), ("line", pa.int32()), ("LearnRefNumber", pa.string())])
AIM = pa.schema([("learner", pa.int64()), ("aim", pa.int64()), ("line", pa.int32()), ("FundModel", pa.int32())])
TABLES = {"learner": LEARNER, "learning_delivery": AIM}


def store_in(folder: Path) -> Store:
    return Store(folder, TABLES)


def submission_rows(text: str) -> pa.Table:
    """Rows of the table `submission`; `file` is also its hash, and 2020/21, R04 and told returns are the default."""
    found = []
    for number, row in enumerate(text_tables.rows(text), start=1):
        moments = {c: row.get(c) for c in ("file_time", "source_time", "sent", "prepared")}
        found.append(
            {
                "submission": submission.number(int(row.get("load") or 0), number),
                "ukprn": int(row.get("ukprn") or 10000001),
                "collection_year": row.get("year") or "2020/21",
                "return_number": row.get("return") or "R04",
                "return_assumed": row.get("assumed") == "yes",
                "file_name": row["file"],
                "file_hash": row.get("hash") or row["file"],
                "learners": int(row.get("learners") or 1),
                "rule_book": submission.RESEARCH_COPY if row.get("copy") == "yes" else None,
                **{
                    c: text_tables.value(t, submission.SCHEMA.field(c).type)
                    for c, t in moments.items()
                    if t is not None
                },
            }
        )
    return pa.Table.from_pylist(found, schema=submission.SCHEMA)


def before_receipts(folder: Path) -> None:
    """Make a store what a release without receipts would have left."""
    (folder / "receipts.jsonl").unlink()
    (folder / "alder-store.json").write_text('{"format": 1}\n')


def keep(store: Store, text: str) -> list[str]:
    """Load the files of a text table together; returns those that were not held already."""
    rows = submission_rows(text).to_pylist()
    with store.begin() as load:
        for row in rows:
            incoming = load.incoming(
                ukprn=row["ukprn"], collection_year=row["collection_year"], return_number=row["return_number"]
            )
            incoming.add(records(row["file_name"], row["learners"]))
            incoming.accept()
            row["submission"] = incoming.number
        return load.commit(pa.Table.from_pylist(rows, schema=submission.SCHEMA))["file_name"].to_pylist()


def records(name: str, learners: int) -> dict[str, pa.Table]:
    """So many learners, with two aims each."""
    numbers = list(range(1, learners + 1))
    return {
        "learner": pa.table(
            {"learner": numbers, "line": numbers, "LearnRefNumber": [f"{name}-{n}" for n in numbers]}, schema=LEARNER
        ),
        "learning_delivery": pa.table(
            {
                "learner": [n for n in numbers for _ in "ab"],
                "aim": list(range(1, 2 * learners + 1)),
                "line": [n for n in numbers for _ in "ab"],
                "FundModel": [36] * 2 * learners,
            },
            schema=AIM,
        ),
    }


def count_by_file(store: Store, table: str = "learner", **which: object) -> dict[str, int]:
    """How many rows of a table each file has, as an engine over the store sees them."""
    with store.engine(tables=[table], **which) as engine:  # type: ignore[arg-type]
        return counted_in(engine, table)


def counted_in(engine: Engine, table: str = "learner") -> dict[str, int]:
    """The same of an engine over a store, which has the table."""
    schemas = engine.schema(table), engine.schema("submission")
    key = sql_cache.key("engine", _counted, table, *map(str, schemas))
    rows = engine.run(lambda: _counted(*schemas, table), key=key)
    return dict(zip(rows["file_name"].to_pylist(), rows["n"].to_pylist(), strict=True))


def _counted(schema: pa.Schema, submissions: pa.Schema, table: str) -> object:
    from alder.model import expr

    rows, files = expr.table(table, schema), expr.table("submission", submissions)
    joined = rows.inner_join(files, "submission")
    return joined.group_by("file_name").agg(n=joined.count())


PROOF = {"proof": "made up", "proof_date": "2021-10-20"}


def declared(environment: Environment, place: Whole | str = ENGLAND) -> Environment:
    """The store, declared to hold a place in each year and as of each return that is held."""
    held = environment.store.submissions().to_pylist()
    for year, number in sorted({(r["collection_year"], r["return_number"]) for r in held}):
        listed = {r["ukprn"] for r in environment.store.as_of(number, AcademicYear.parse(year)).to_pylist()}
        environment.covers(place, year=year, return_number=number, providers=sorted(listed), **PROOF)
    return environment


def delivered(environment: Environment, year: str, *sources: str, place: Whole | str = ENGLAND) -> None:
    """The same of the deliveries of sources."""
    for source in sources:
        environment.covers(place, year=year, source=source, **PROOF)
