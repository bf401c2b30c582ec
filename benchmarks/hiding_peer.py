"""What Alder hides beside what τ-Argus hides, in the tables that τ-Argus survives: `python -m benchmarks.hiding_peer`.

Needs `pip install pytauargus` (EUPL, needs nothing else), which Alder itself does not use. The peer is its modular
suppression with a minimum frequency of 10, with the narrowest protection interval that it takes: 1 %. What comes out
of both is attacked by `alder.disclosure.attack`, which shares no code with either: with sums, and through the eyes of
whoever is alone in a hidden cell. Each run is a process of its own, ended after `--seconds`.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.attack.algebra import found_by_algebra, found_by_insiders, motions
from alder.disclosure.attack.rebuilt import rebuild
from alder.disclosure.sketch import Cells, choose
from alder.disclosure.tables.cube import Cube
from alder.disclosure.tables.folder import read_folder
from benchmarks.hiding import AIMS, SHAPES

if TYPE_CHECKING:
    from alder.disclosure.tables.table import Dimension, Table

SMALL = 10
RULE = f"FREQ({SMALL},1)"
METHOD = "MOD(1,5,1,1,1)"
HEAD = "  table            who       processor   secondaries    value lost   known: to all, to one who is alone"


def by_alder(table: Table, _: Path) -> tuple[np.ndarray, float]:
    """The keys of the cells that are hidden, and the seconds of processor."""
    started = process_time()
    cube = Cube.of(table)
    pattern = choose(Cells.of(cube, cube.freq < SMALL))
    return cube.at[pattern.hidden], process_time() - started


def by_peer(table: Table, work: Path) -> tuple[np.ndarray, float]:
    """The same of the peer, for its one call, which writes and reads files."""
    from pytauargus import protect

    names = [d.name for d in table.dimensions]
    trees = {d.name: str(_tree(d, work)) for d in table.dimensions if d.depth.max() > 1}
    people = {
        d.name: np.repeat(np.array(d.codes)[table.leaves[:, n]], table.freq).tolist()
        for n, d in enumerate(table.dimensions)
    }
    started = process_time()
    found = protect(
        people | {"people": [1] * int(table.freq.sum())},
        tables=[names],
        response="people",
        safety_rules=RULE,
        suppress=METHOD,
        hrc=trees or None,
        hierleadstring="@" if trees else None,
        totcode="Total",
        workdir=str(work / "peer"),
    )
    spent = process_time() - started
    rows = [r for r in found.tables[0].rows if r["status"] in ("U", "M")]
    places = [[d.codes.index(r[d.name] or "Total") for r in rows] for d in table.dimensions]
    return np.ravel_multi_index(places, table.shape), spent


def _tree(dimension: Dimension, work: Path) -> Path:
    """The hierarchy in the peer's own format: each code after as many marks as it lies deep."""
    lines: list[str] = []
    below = [*reversed(dimension.parts[0])]
    while below:
        n = below.pop()
        lines.append("@" * int(dimension.depth[n] - 1) + dimension.codes[n])
        below += reversed(dimension.parts[n])
    path = work / f"{dimension.name}.hrc"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


WHO = {"alder": by_alder, "tau-argus": by_peer}


def one(folder: Path, who: str) -> dict[str, float]:
    """Hide in one table, then attack what came out."""
    table = read_folder(folder).table
    with TemporaryDirectory() as work, contextlib.chdir(work):  # where the peer leaves its logs
        keys, seconds = WHO[who](table, Path(work))
    truth = rebuild(table)
    hidden, small = np.isin(truth.keys, keys), truth.count < SMALL
    moving = motions(truth, hidden)
    known = found_by_algebra(truth, moving, small & hidden)
    secret = small & hidden
    secret[[k.cell for k in known]] = False
    return {
        "seconds": seconds,
        "bare": int((small & ~hidden).sum()),
        "secondary": int((hidden & ~small).sum()),
        "lost": int(truth.count[hidden & ~small].sum()),
        "known": len(known),
        "alone": len(found_by_insiders(truth, moving, secret)),
    }


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--seconds", type=int, default=400, help="after which a run is ended")
    given.add_argument("--one", nargs=2, metavar=("FOLDER", "WHO"), help="one run, told as JSON")
    asked = given.parse_args()
    if asked.one:
        print(json.dumps(one(Path(asked.one[0]), asked.one[1])))
        return 0
    if not SHAPES.is_file():
        print("  not measured: needs sdc/generate_shapes.py of the folder of facts (ALDER_FACTS)")
        return 0
    if importlib.util.find_spec("pytauargus") is None:
        print("  not measured: needs the peer, pip install pytauargus")
        return 0
    print(HEAD)
    with TemporaryDirectory() as made:
        for name in AIMS:
            make = [sys.executable, os.fspath(SHAPES), made, "--only", name]
            subprocess.run(make, check=True, stdout=subprocess.DEVNULL)
            for who in WHO:
                print(f"  {name:<16} {who:<9} {_said(Path(made, name), who, asked.seconds)}", flush=True)
    return 0


def _said(folder: Path, who: str, seconds: int) -> str:
    run = [sys.executable, "-m", "benchmarks.hiding_peer", "--one", os.fspath(folder), who]
    alone = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    try:
        ran = subprocess.run(run, capture_output=True, text=True, env=alone, timeout=seconds)
    except subprocess.TimeoutExpired:
        return f"not finished in {seconds} s"
    if ran.returncode:
        return f"ended with status {ran.returncode}: {ran.stderr.strip().splitlines()[-1:]}"
    found = json.loads(ran.stdout.splitlines()[-1])
    bare = f"; {found['bare']:,} small cells shown" if found["bare"] else ""
    return (
        f"{found['seconds']:>7.2f} s   {found['secondary']:>11,}   {found['lost']:>11,}   "
        f"{found['known']:>12,}, {found['alone']:,}{bare}"
    )


if __name__ == "__main__":
    sys.exit(main())
