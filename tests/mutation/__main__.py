"""Plant faults, and report who noticed. Run it in a checkout of its own, from its top folder.

python -m tests.mutation src/alder/disclosure/sketch --sample 150 --seed 1 --tests tests/unit/disclosure_sketch
"""

from __future__ import annotations

import os
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from multiprocessing.pool import ThreadPool
from pathlib import Path
from random import Random

from tests.mutation.faults import Fault, faults
from tests.mutation.planted import Noticed, planted, sound

AHEAD = (
    "numpy",
    "scipy.optimize",
    "scipy.sparse.linalg",
    "highspy",
    "pyarrow.compute",
    "hypothesis",
    "pytest",
    "click",
)
"""Loaded once, so that no fault has to wait for it. Nothing of Alder is."""


def some(paths: list[Path], sample: int, seed: int) -> list[Fault]:
    """So many faults, drawn from all modules alike, in no order."""
    files = [f for path in paths for f in (sorted(path.rglob("*.py")) if path.is_dir() else [path])]
    every = [fault for file in files for fault in faults(file)]
    return Random(seed).sample(every, min(sample, len(every)))


def report(found: list[tuple[Fault, Noticed]]) -> str:
    by: dict[str, Counter[Noticed]] = {}
    for fault, noticed in found:
        by.setdefault(fault.path.name, Counter())[noticed] += 1
    lines = [f"{'module':<22}{'faults':>8}{'attack':>8}{'fall':>8}{'tests':>8}{'nobody':>8}"]
    total: Counter[Noticed] = Counter()
    for name, counted in sorted(by.items()):
        total += counted
        lines.append(_line(name, counted))
    lines += [_line("all", total), "", "Noticed by nobody:", ""]
    lines += sorted(f"  {fault.name}" for fault, noticed in found if noticed is Noticed.NOBODY)
    return "\n".join(lines)


def _line(name: str, counted: Counter[Noticed]) -> str:
    return f"{name:<22}{counted.total():>8}" + "".join(f"{counted[n]:>8}" for n in Noticed)


def main() -> int:
    parser = ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--sample", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--tests", nargs="+", default=["tests/unit/disclosure_sketch"])
    parser.add_argument("--but", default="", help="Leave tests out by words in their names: 'slow or dear'.")
    parser.add_argument("--minutes", type=float, default=60.0, help="No further fault is planted after them.")
    parser.add_argument("--only", help="Only faults whose name has this in it.")
    given = parser.parse_args()
    for name in AHEAD:
        __import__(name)
    chosen = [f for f in some(given.paths, given.sample, given.seed) if not given.only or given.only in f.name]
    if (by := planted(sound(chosen[0].path), given.tests, given.but)) is not Noticed.NOBODY:
        sys.exit(f"Without any fault something is noticed, {by}: nothing can be learnt from faults then.")
    found: list[tuple[Fault, Noticed]] = []
    until = time.monotonic() + 60 * given.minutes

    def one(fault: Fault) -> None:
        if time.monotonic() < until:
            found.append((fault, planted(fault, given.tests, given.but)))
            print(f"{len(found)} of {len(chosen)}: {found[-1][1]}: {fault.name}", file=sys.stderr, flush=True)

    with ThreadPool(given.workers) as pool:
        pool.map(one, chosen, chunksize=1)
    print(report(found))
    return 0


if __name__ == "__main__":
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        if name not in os.environ:
            os.environ[name] = "1"
            os.execv(sys.executable, [sys.executable, "-m", "tests.mutation", *sys.argv[1:]])
    sys.exit(main())
