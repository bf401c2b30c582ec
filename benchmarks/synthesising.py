"""How fast made-up returns are written, as XML and as Parquet, beside what the machine can do at all.

Rates are those of 20,000 learners beyond the first 1,000, so that the start of the command, which is the same for any
number, is not in them; it is told apart. The rate of XML stands beside that of copying the same bytes in memory, and
beside `xmllint`, which reads them, where it is there; the rate of Parquet beside that of pyarrow writing the tables.
The machine's load moves all of them alike.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks import timing

LIMIT = 150
"""MB of XML in a processor second, on a machine with nothing else to do."""
ROWS_LIMIT = 1.0
"""Million rows of all tables, with all columns of the year, in a processor second."""
RETURNS = {"one return": "R14", "three returns": "R04,R10,R14"}
SIZES = (20_000, 1000)
PEOPLE = 3_000_000
"""Of whom one region is made: some 330,000 people, as many as a region of the made-up nation has."""


def main() -> None:
    for label, returns in RETURNS.items():
        for form in ("xml", "parquet"):
            with tempfile.TemporaryDirectory() as folder:
                many, few = (_write(folder, learners, returns, form) for learners in SIZES)
                folders = [Path(folder, str(size)) for size in SIZES]
                (_of_xml if form == "xml" else _of_parquet)(label, *folders, many.cpu - few.cpu)
                print(f"{'':<22} {few.cpu:.2f} s for {SIZES[1]} learners; at most {many.memory:.0f} MB of memory")
    _of_population()


def _of_population() -> None:
    """Returns of one region of a population, two a year: what ten years cost beyond one, so without the start."""
    regions = ("--region", "1")
    with tempfile.TemporaryDirectory() as folder:
        people = Path(folder, "people")
        timing.alder("synth", "population", "--people", str(PEOPLE), *regions, "--out", str(people))
        for form in ("xml", "parquet"):
            costs = []
            for first in ("2025/26", "2016/17"):
                out = Path(folder, form, first[:4])
                options = ("--population", str(people), "--year", f"{first}..2025/26", "--returns", "R04,R14")
                costs.append(timing.alder("synth", "returns", *options, *regions, "--format", form, "--out", str(out)))
            few, many = (Path(folder, form, first) for first in ("2025", "2016"))
            seconds = costs[1].cpu - costs[0].cpu
            (_of_xml if form == "xml" else _of_parquet)("population", many, few, seconds, "**/")
            print(f"{'':<22} the truth included; at most {costs[1].memory:.0f} MB of memory")


def _of_xml(label: str, many: Path, few: Path, seconds: float, below: str = "") -> None:
    files = sorted(many.glob(f"{below}*.xml"))
    held = [file.read_bytes() for file in files]
    size = (sum(map(len, held)) - sum(file.stat().st_size for file in few.glob(f"{below}*.xml"))) / 1e6
    copied = timing.best(lambda: timing.call(lambda: [bytearray(one) for one in held])).cpu
    beside = f"{copied / seconds:.3f} of copying"
    if shutil.which("xmllint"):
        read = timing.best(lambda: timing.command(["xmllint", "--stream", "--noout", *files])).cpu
        beside += f", {read / seconds:.2f} of reading with xmllint"
    print(f"{label + ', XML':<22} {size:4.0f} MB in {seconds:4.1f} s, {size / seconds:4.0f} MB/s, {beside}")
    print(f"{'':<22} {size / seconds / LIMIT:.2f} × the limit")


def _of_parquet(label: str, many: Path, few: Path, seconds: float, below: str = "") -> None:
    rows = (_rows(many, below) - _rows(few, below)) / 1e6
    held = [pq.read_table(file) for file in sorted(many.glob(f"ILR*/{below}*.parquet"))]
    again = timing.best(lambda: timing.call(lambda: [pq.write_table(one, pa.BufferOutputStream()) for one in held])).cpu
    beside = f"{again / seconds:.2f} of writing the tables with pyarrow"
    told = f"{rows:4.2f} million rows in {seconds:4.1f} s, {rows / seconds:4.2f} million/s"
    print(f"{label + ', Parquet':<22} {told}, {beside}")
    print(f"{'':<22} {rows / seconds / ROWS_LIMIT:.2f} × the limit")


def _rows(folder: Path, below: str) -> int:
    return sum(pq.read_metadata(file).num_rows for file in folder.glob(f"ILR*/{below}*.parquet"))


def _write(folder: str, learners: int, returns: str, form: str) -> timing.Cost:
    out = Path(folder, str(learners))
    options = ("--learners", str(learners), "--returns", returns, "--year", "2025/26", "--out", str(out))
    return timing.best(lambda: timing.alder("synth", "returns", *options, "--format", form))


if __name__ == "__main__":
    main()
