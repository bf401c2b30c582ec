"""How long it takes, and how much memory, to link files of 5 and of 20 million rows and to write the linked rows.

A Parquet file stands on the left and a CSV file on the right. Each link runs in a process of its own, whose largest
memory is printed. Four times the rows may cost little more than four times the processor time.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv, parquet

from alder.linkage import Project, Subgroup, link, sides
from alder.model.ids import check_digits

SIZES = (5_000_000, 20_000_000)
MOST = 1.4
"""How much more processor time a row of the larger file may cost than one of the smaller."""

_BLOCK = 1_000_000
_STEP = 1_000_003
"""Rows are drawn this far from each other, so that neighbours in one file are none in the other. It is prime."""


def write(folder: Path, rows: int) -> tuple[Path, Path]:
    """Both files: nine in ten on the right are on the left; one in eleven has a number that cannot be."""
    left, right = folder / "left.parquet", folder / "right.csv"
    draw = np.random.default_rng(7)
    names = np.array(["Adams", "Brook", "Carr", "Dale", "Ferris", "Gale", "Hill", "Ingram", "Jones"])
    schema = pa.schema(
        [("ULN", pa.int64()), ("DateOfBirth", pa.date32()), ("Surname", pa.string()), ("Sex", pa.string())]
    )
    with (
        parquet.ParquetWriter(left, schema) as one,
        csv.CSVWriter(right, schema.append(pa.field("score", pa.int64()))) as two,
    ):
        for start in range(0, rows, _BLOCK):
            at = np.arange(start, min(rows, start + _BLOCK))
            for out, shift in ((one, 0), (two, rows // 10)):
                who = (at * _STEP) % rows + shift
                nine = 200_000_000 + who
                numbers = np.where(check_digits(nine) >= 0, nine * 10 + check_digits(nine), 9_999_999_999)
                born = pa.array((10_000 + who % 4_000).astype(np.int32)).cast(pa.date32())
                columns = [pa.array(numbers), born, pa.array(names[who % 9]), pa.array(np.array(["F", "M"])[who % 2])]
                if out is two:
                    columns.append(pa.array(draw.integers(0, 100, len(at))))
                out.write_table(
                    pa.table(columns, schema=schema if out is one else schema.append(pa.field("score", pa.int64())))
                )
    return left, right


def once(left: Path, right: Path, out: Path) -> dict[str, float]:
    """Link, report by sex, and write the linked rows; what it took."""
    a, _ = sides.given_side(left)
    b, _ = sides.given_side(right)
    by = [Subgroup("Sex", "Sex", ("Sex",), lambda t: t.Sex)]
    links = link(a, b, by=by, project=Project("benchmark", bytes(32)))
    linked = resource.getrusage(resource.RUSAGE_SELF)
    written = links.write(out)
    used = resource.getrusage(resource.RUSAGE_SELF)
    assert written == links.report.overall.linked > 0
    return {
        "links": written,
        "linking": linked.ru_utime + linked.ru_stime,
        "writing": used.ru_utime + used.ru_stime - linked.ru_utime - linked.ru_stime,
        "memory": used.ru_maxrss / 1024,
    }


def main() -> int:
    costs = []
    for rows in SIZES:
        with tempfile.TemporaryDirectory(prefix="alder-bench-") as folder:
            left, right = write(Path(folder), rows)
            command = [sys.executable, "-m", "benchmarks.linking_files", left, right, Path(folder) / "out.parquet"]
            told = json.loads(subprocess.run(list(map(str, command)), check=True, capture_output=True).stdout)
            size = (left.stat().st_size + right.stat().st_size) / 2**20
        costs.append((told["linking"] + told["writing"]) / rows)
        print(
            f"{rows:>10,} rows with {rows:,}, {size:,.0f} MB on disk: {told['links']:,} links, "
            f"{told['linking']:.1f} s of processor time to link, {told['writing']:.1f} s to write, "
            f"{told['memory']:,.0f} MB of memory at most",
            flush=True,
        )
    ratio = costs[-1] / costs[0]
    print(f"a row of {SIZES[-1]:,} costs {ratio:.2f} times one of {SIZES[0]:,}; at most {MOST}")
    return ratio > MOST


if __name__ == "__main__":
    if sys.argv[1:]:
        print(json.dumps(once(*map(Path, sys.argv[1:]))))
    else:
        sys.exit(main())
