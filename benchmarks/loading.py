"""How long loading and reading back take on 100,000 learners of 20 providers.

Loading is compared with only reading the same files into tables, in processor seconds; reading back with DuckDB reading
the same Parquet files without asking which submissions count. Then the same for a store grown by 100 small loads,
before and after `alder store optimise`.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyarrow as pa

import alder
from alder.engine import submission
from alder.engine.compaction import optimise
from alder.engine.duckdb import DuckDB
from alder.engine.store import Store
from alder.model.period import AcademicYear
from alder.sources.ilr.submissions import tables
from alder.sources.ilr.xml import reader
from alder.synth import write_returns
from benchmarks import timing

PROVIDERS, LEARNERS, LOADS = 20, 5000, 100
YEAR = AcademicYear(2025)
QUESTION = """
    SELECT l.Sex, a.FundModel, count(*), sum(year(a.LearnStartDate) - year(l.DateOfBirth))
    FROM {learning_delivery} a JOIN {learner} l USING (submission, learner) GROUP BY ALL
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        files, store = Path(folder, "files"), Path(folder, "store")
        write_returns(files, years=[YEAR], providers=PROVIDERS, learners=LEARNERS, seed=7)
        size = sum(f.stat().st_size for f in files.rglob("*.xml")) / 1e6
        print(f"{PROVIDERS} returns, {PROVIDERS * LEARNERS:,} learners, {size:,.0f} MB of XML")
        reading = timing.call(lambda: _only_read(files))
        loading = timing.alder("load", files, "--store", store)
        again = timing.alder("load", files, "--store", store)
        kept = sum(f.stat().st_size for f in store.glob("tables/*/*.parquet")) / 1e6
        print(f"only reading        {reading.cpu:9.1f} s  {size / reading.cpu:6.1f} MB per processor second")
        print(f"alder load          {loading.cpu:9.1f} s  {loading.cpu / reading.cpu:6.2f} × only reading")
        print(f"  at most {loading.memory:,.0f} MB of memory; {kept:,.0f} MB kept, {kept / size:.0%} of the XML")
        print(f"the same files again{again.cpu:9.1f} s")
        _reading_back("read back", alder.open(store).store)
        print(f"as in many small loads: {LOADS} of them")
        grown = Store(Path(folder, "grown"), tables())
        _grow(alder.open(store).store, grown)
        _reading_back("  read back", grown)
        done = timing.call(lambda: optimise(grown))
        print(f"  alder store optimise{done.cpu:7.1f} s")
        _reading_back("  read back", grown)


def _only_read(files: Path) -> None:
    for file in sorted(files.rglob("*.xml")):
        for _ in reader.read(file).blocks():
            pass


def _reading_back(label: str, store: Store) -> None:
    """One question to what counts, as an engine over the store answers it, against the same to bare Parquet files."""
    names = ("learner", "learning_delivery")
    held = {n: n for n in names}
    bare = {n: f"read_parquet({[str(f) for f in store.files(n)]})" for n in names}
    with store.engine(YEAR) as engine, DuckDB() as other:
        assert sorted(_ask(engine, held)) == sorted(_ask(other, bare))
        times = [(timing.call(lambda: _ask(engine, held)), timing.call(lambda: _ask(other, bare))) for _ in range(9)]
    counted, plain = (min(cost.wall for cost in costs) for costs in zip(*times, strict=True))
    opening = min(timing.call(lambda: store.engine(YEAR).close()).wall for _ in range(5))
    print(
        f"{label:<20}{1000 * counted:9.0f} ms {counted / plain:6.2f} × bare read_parquet;"
        f" choosing submissions and files {1000 * opening:.0f} ms"
    )


def _ask(engine: DuckDB, tables: dict[str, str]) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = engine._connection.sql(QUESTION.format(**tables)).fetchall()
    return rows


def _grow(store: Store, grown: Store) -> None:
    """The same learners as one provider a load would bring them: many loads, many files."""
    with store.engine(YEAR) as engine:
        whole = {t: engine._connection.sql(f"FROM {t}").to_arrow_table() for t in tables() if t in store.tables()}
    share = PROVIDERS * LEARNERS // LOADS
    keys = (
        whole["learner"]
        .select(["submission", "learner"])
        .add_column(2, "load", pa.array([n // share for n in range(whole["learner"].num_rows)]))
    )
    for n in range(LOADS):
        with grown.begin() as load:
            coming = load.incoming(ukprn=10000001 + n, collection_year=YEAR.label, return_number="R14")
            mine = keys.slice(n * share, share).select(["submission", "learner"])
            for table in ("learner", "learning_delivery"):
                rows = whole[table].join(mine, ["submission", "learner"], join_type="left semi")
                coming.add({table: _own_numbers(rows)})
            coming.accept()
            row = {
                "submission": coming.number,
                "ukprn": 10000001 + n,
                "collection_year": YEAR.label,
                "return_number": "R14",
                "return_assumed": False,
                "file_hash": str(n),
            }
            load.commit(pa.Table.from_pylist([row], schema=submission.SCHEMA))


def _own_numbers(rows: pa.Table) -> pa.Table:
    """Rows as reading gives them; learners of several submissions come to be one's, so they are numbered apart."""
    import pyarrow.compute as pc

    own = rows.drop_columns(submission.STAMP.names)
    apart = pc.add(rows["learner"], pc.multiply(pc.bit_wise_and(rows["submission"], (1 << 20) - 1), 100_000))
    return own.set_column(own.schema.get_field_index("learner"), "learner", apart)


if __name__ == "__main__":
    main()
