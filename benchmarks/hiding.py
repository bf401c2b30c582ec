"""What `alder.disclosure.sketch` hides in hierarchical tables of 480 to 176,000 cells, what that costs, and how long it
takes, with the rule about insiders and without, beside what is aimed at.

The tables are those of `generate_shapes.py` in the folder of facts (`ALDER_FACTS`, or `shared` beside the checkout).
A secondary costs what it counts. One thread. `python -m benchmarks.hiding --largest` takes the table of 970,000 cells
too.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from alder.disclosure.sketch import Cells, choose
from alder.disclosure.tables.cube import Cube
from alder.disclosure.tables.folder import read_folder

SHAPES = Path(os.environ.get("ALDER_FACTS", Path(__file__).parents[2] / "shared")) / "sdc" / "generate_shapes.py"

AIMS: dict[str, tuple[float, int | None, int | None]] = {
    "a480_flat3": (0.2, 39, 39),
    "b549_tree2": (0.2, 57, 47),
    "c9760_geo2": (1, 490, 389),
    "d14400_flat5": (4, 1600, 1435),
    "e13440_tree4": (4, 1340, 1123),
    "f175680_geo4": (40, None, None),
}
"""Seconds (on a machine of its own), and at most how many secondaries with insiders thought of, and without."""
LARGEST = {"g969900_prov4": (600.0, None, None)}
HEAD = (
    "  table            cells  primaries  insiders   processor      wall  aim    secondaries     aim    value lost"
    "   known: all, alone   memory   ms a cell"
)


def one(folder: Path, insider: bool) -> dict[str, float]:
    """Hide in one table; in a process of its own, so that its memory can be told."""
    table = read_folder(folder)
    cpu, wall = process_time(), perf_counter()
    cube = Cube.of(table.table)
    cells = Cells.of(cube, cube.freq < (table.threshold or 0))
    pattern = choose(cells, insider=insider)
    return {
        "cpu": process_time() - cpu,
        "wall": perf_counter() - wall,
        "cells": table.table.size,
        "primaries": int(cells.primary.sum()),
        "secondary": pattern.secondary,
        "lost": pattern.lost,
        "exact": len(pattern.open.exact),
        "known": len(pattern.open.known),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def line(name: str, found: dict[str, float], insider: bool, seconds: float, most: int | None) -> str:
    aim = "-" if most is None else f"{most:,}"
    return (
        f"  {name:<14} {found['cells']:>7,}  {found['primaries']:>9,}  {'yes' if insider else 'no':<8}  "
        f"{found['cpu']:>7.2f} s  {found['wall']:>6.2f} s  {seconds:>5g}  {found['secondary']:>9,}  {aim:>6}  "
        f"{found['lost']:>12,.0f}  {found['exact']:>11,}, {found['known']:<5,}  {found['memory']:>5.0f} MB  "
        f"{1000 * found['cpu'] / found['cells']:>10.3f}"
    )


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--one"]:
        print(json.dumps(one(Path(arguments[1]), arguments[2] == "yes")))
        return 0
    if not SHAPES.is_file():
        print("  not measured: needs sdc/generate_shapes.py of the folder of facts (ALDER_FACTS)")
        return 0
    missed = 0
    print(HEAD)
    with TemporaryDirectory() as made:
        for name, (seconds, *most) in (AIMS | (LARGEST if "--largest" in arguments else {})).items():
            subprocess.run(
                [sys.executable, os.fspath(SHAPES), made, "--only", name], check=True, stdout=subprocess.DEVNULL
            )
            for insider, aim in zip((True, False), most, strict=True):
                child = [
                    sys.executable,
                    "-m",
                    "benchmarks.hiding",
                    "--one",
                    f"{made}/{name}",
                    "yes" if insider else "no",
                ]
                environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
                ran = subprocess.run(child, check=True, capture_output=True, text=True, env=environment)
                found = json.loads(ran.stdout)
                print(line(name, found, insider, seconds, aim), flush=True)
                missed += found["exact"] + found["known"] > 0 or (aim is not None and found["secondary"] > aim)
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
