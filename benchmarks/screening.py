"""How long `alder screen` takes on a data file of 100,000 rows, plain and packed, and how it grows to a million rows.

And how long `alder publish import`, which screens it too, makes it a data set, and begins a store.

The file is made up: providers by level, subject area and year, six indicators, a place in a hundred hidden.
"""

from __future__ import annotations

import gzip
import shutil
import tempfile
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv

from benchmarks import pace, timing

ROWS, MORE = 100_000, 1_000_000
LIMIT = 3.0

_META = """col_name,col_type,label,indicator_grouping,indicator_unit,indicator_dp,filter_hint,filter_grouping_column
level,Filter,Level,,,,,
subject,Filter,Subject area,,,,,
{}"""


def made(folder: Path, rows: int) -> Path:
    """A pair of files with `rows` rows, which passes every check that needs no list."""
    levels, subjects, years = 5, 20, 5
    row = np.arange(rows)
    provider = row // (levels * subjects * years)
    rng = np.random.default_rng(7)

    def texts(numbers: np.ndarray, names: list[str]) -> pa.Array:
        return pa.DictionaryArray.from_arrays(numbers.astype(np.int32), names).cast(pa.string())

    count = int(provider.max()) + 1
    columns = {
        "time_period": texts(row % years, [f"20{n}{n + 1}" for n in range(20, 25)]),
        "time_identifier": pa.array(["Academic year"] * rows),
        "geographic_level": pa.array(["Provider"] * rows),
        "country_code": pa.array(["E92000001"] * rows),
        "country_name": pa.array(["England"] * rows),
        "provider_ukprn": texts(provider, [str(10_000_000 + n) for n in range(count)]),
        "provider_name": texts(provider, [f"Made-up College {n}" for n in range(count)]),
        "level": texts(row // years % levels, ["Total", "Level 1", "Level 2", "Level 3", "Level 4"]),
        "subject": texts(row // (years * levels) % subjects, ["Total", *(f"Subject {n}" for n in range(1, subjects))]),
    }
    figures = [f"figure_{n}" for n in range(6)]
    for name in figures:
        numbers = rng.integers(0, 5_000, rows).astype(str).astype(object)
        numbers[rng.random(rows) < 0.01] = "c"
        columns[name] = pa.array(numbers, pa.string())
    file = folder / f"made_{rows}.csv"
    csv.write_csv(pa.table(columns), file, csv.WriteOptions(quoting_style="none"))
    meta = "".join(f"{name},Indicator,{name},,,0,,\n" for name in figures)
    (folder / f"made_{rows}.meta.csv").write_text(_META.format(meta), encoding="utf-8")
    return file


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with get_context("spawn").Pool(1) as another:  # so that the memory of making is not counted
            file, more = another.starmap(made, [(folder, ROWS), (folder, MORE)])
        packed = folder / "packed.csv.gz"
        with file.open("rb") as plain, gzip.open(packed, "wb") as to:
            shutil.copyfileobj(plain, to)
        shutil.copy(folder / f"made_{ROWS}.meta.csv", folder / "packed.meta.csv")
        stores = iter(range(10))

        def imported() -> timing.Cost:
            where = ("--publication", "Made up", "--release", "2024/25", "--store", folder / f"store {next(stores)}")
            return timing.alder("publish", "import", file, *where)

        costs = {
            f"{ROWS:,} rows": timing.best(lambda: timing.alder("screen", file)),
            f"{ROWS:,} rows, packed": timing.best(lambda: timing.alder("screen", packed)),
            f"{MORE:,} rows": timing.best(lambda: timing.alder("screen", more), times=1),
        }
        sizes = f"{file.stat().st_size / 1e6:.1f} MB and {more.stat().st_size / 1e6:.1f} MB"
        print(f"{sizes:<36} processor      wall    memory")
        for what, cost in costs.items():
            print(f"alder screen, {what:<22} {cost.cpu:6.2f} s  {cost.wall:6.2f} s  {cost.memory:5.0f} MB")
        whole = timing.best(imported)
        print(f"alder publish import, {ROWS:,} rows {whole.cpu:6.2f} s  {whole.wall:6.2f} s  {whole.memory:5.0f} MB")
        slow = pace.slowness()
        print(pace.said(slow))
        for what, cost in (("screened", costs[f"{ROWS:,} rows"]), ("screened and published", whole)):
            print(f"{ROWS:,} rows {what}: {pace.against(cost.wall, LIMIT, slow)}")


if __name__ == "__main__":
    main()
