"""Attack many random histories, and report. Exit status 1: a promise was broken.

python -m tests.histories --number 10000 --seed 1 --workers 2
python -m tests.histories --seed 1 --only 53        # one history again, with all its cells
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.histories.attack import Result, attacked
from tests.histories.releasing import history, way
from tests.histories.report import Report

AT_ONCE = 20


def one(seed: int, number: int) -> tuple[int, str, Result]:
    made = history(seed, number)
    return number, made.way, attacked(made, number)


def some(seed: int, numbers: list[int]) -> list[tuple[int, str, Result]]:
    return [one(seed, number) for number in numbers]


def run(seed: int, number: int, workers: int = 1, only: str = "") -> Report:
    """Attack the histories from 0 to `number`; `only` those that are protected in one way."""
    report = Report(seed)
    numbers = [n for n in range(number) if only in ("", way(seed, n))]
    parts = [numbers[start : start + AT_ONCE] for start in range(0, len(numbers), AT_ONCE)]
    if workers == 1:
        for found in some(seed, numbers):
            report.add(*found)
        return report
    with ProcessPoolExecutor(workers) as pool:
        for done, results in enumerate(pool.map(partial(some, seed), parts), 1):
            for found in results:
                report.add(*found)
                for said in found[2].breaches:
                    print(f"{found[0]}, {found[1]}: {said}", file=sys.stderr)
            if done % 25 == 0:
                print(f"{done * AT_ONCE:,} histories, {len(report.breached):,} with a breach", file=sys.stderr)
    return report


def told(seed: int, number: int) -> None:
    """One history, cell by cell."""
    made = history(seed, number)
    print(f"{made.way}; {made.refused} tables refused")
    for table in made.tables:
        print(f"{table.title}, threshold {table.threshold}")
        for cell in table.cells:
            marks = ("small", "hidden") if cell.secret else ("", "hidden")
            said = " ".join(mark for mark, is_so in zip(marks, (cell.secret, cell.hidden), strict=True) if is_so)
            print(f"  {int(made.count[cell.kinds].sum()):>6}  {cell.name}  {said}".rstrip())


def main() -> int:
    parser = ArgumentParser(prog="python -m tests.histories", description=__doc__)
    parser.add_argument("--number", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--way", default="", help="Only histories protected in one way, as the report names it.")
    parser.add_argument("--only", type=int, help="One history again.")
    given = parser.parse_args()
    if given.only is not None:
        told(given.seed, given.only)
        report = Report(given.seed)
        report.add(*one(given.seed, given.only))
    else:
        report = run(given.seed, given.number, given.workers, given.way)
    print(report.text())
    return 1 if report.breached else 0


if __name__ == "__main__":
    # Small tables are slower with threads; whoever starts this may say otherwise.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        if name not in os.environ:
            os.environ[name] = "1"
            os.execv(sys.executable, [sys.executable, "-m", "tests.histories", *sys.argv[1:]])
    sys.exit(main())
