"""Plant faults, and report who noticed. Run it in a checkout of its own, from its top folder, with PYTHONPATH=src.

python -m tests.mutation.reach /tmp/reach.json src/alder/disclosure tests/unit/disclosure_sketch
python -m tests.mutation src/alder/disclosure/sketch --reach /tmp/reach.json --found /tmp/found.jsonl --sample 150

Rooms besides `disclosure` are judged by their tests alone, since what they get wrong is a figure and no breach:

python -m tests.mutation.reach /tmp/reach.json src/alder/engine,src/alder/rules tests/spec tests/unit tests/integration
python -m tests.mutation src/alder/engine --reach /tmp/reach.json --found /tmp/found.jsonl --sample 15 --seed 20
"""

from __future__ import annotations

import json
import os
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path

from tests.mutation.faults import Fault, faults
from tests.mutation.planted import Noticed, planted, sound
from tests.mutation.reach import ATTACK, Reach, spread

AHEAD = (
    "numpy",
    "scipy.optimize",
    "scipy.sparse.linalg",
    "highspy",
    "scipy.sparse.csgraph",
    "pyarrow.compute",
    "pyarrow.csv",
    "pyarrow.parquet",
    "duckdb",
    "ibis",
    "sqlglot",
    "hypothesis",
    "pytest",
    "click",
)
"""Loaded once, so that no fault has to wait for it. Nothing of Alder is."""


@dataclass(frozen=True)
class Came:
    """What came of a fault; `attack` with all tests left out, `noticed` with those that run its line."""

    fault: str
    module: str
    attack: Noticed
    noticed: Noticed
    tests: int
    left_out: int
    """Tests that run the line and were too dear to run."""


def report(found: Iterable[Came]) -> str:
    by: dict[str, Counter[Noticed]] = {}
    found = list(found)
    for came in found:
        by.setdefault(came.module, Counter())[came.noticed] += 1
    heads = ("attack", "audit", "fell", "tests", "hides", "same")
    lines = [f"{'module':<48}{'faults':>8}" + "".join(f"{head:>8}" for head in heads)]
    total: Counter[Noticed] = Counter()
    for name, counted in sorted(by.items()):
        total += counted
        lines.append(_line(name, counted))
    alone = Counter(came.attack for came in found)
    lines += [_line("all", total), _line("attack alone", alone), "", "Noticed by nobody:", ""]
    lines += sorted(f"  {came.fault}   {_why(came)}" for came in found if came.noticed.by_nobody)
    return "\n".join(lines)


def _why(came: Came) -> str:
    """What to know of a fault that nobody noticed: a test that was left out, or is in another folder, may notice it."""
    if not came.tests + came.left_out:
        return "(none of the tests given runs its module)"
    return f"{'(same)' if came.noticed is Noticed.NOBODY else '(hides)'}   {came.left_out} tests left out"


def _line(name: str, counted: Counter[Noticed]) -> str:
    return f"{name:<48}{counted.total():>8}" + "".join(f"{counted[n]:>8}" for n in Noticed)


def one(fault: Fault, reach: Reach, published: tuple[str, ...], seconds: float) -> Came:
    """The attack where it runs the line of the fault at all, then the tests that do."""
    module = fault.path.as_posix().partition("alder/")[2]
    tests, left_out = reach.within(fault, seconds)
    came = planted(fault, attack=ATTACK in reach.of(fault), tests=tests, sound=published)
    return Came(fault.name, module, came.attack, came.noticed, len(tests), left_out)


def main() -> int:
    parser = ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--reach", type=Path, required=True, help="What `python -m tests.mutation.reach` wrote.")
    parser.add_argument("--found", type=Path, required=True, help="One line a fault; what is in it is not tried again.")
    parser.add_argument("--sample", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--but", nargs="*", default=[], help="Leave modules out by words in their paths.")
    parser.add_argument("--seconds", type=float, default=20.0, help="Of tests for each fault, the cheapest first.")
    parser.add_argument("--minutes", type=float, default=60.0, help="No further fault is planted after them.")
    parser.add_argument("--only", help="Only faults whose name has this in it.")
    given = parser.parse_args()
    for name in AHEAD:
        __import__(name)
    spec = find_spec("alder")
    if spec is None or Path.cwd() not in Path(str(spec.origin)).parents:
        sys.exit("The package that is loaded is not the one in this folder: set PYTHONPATH=src.")
    files = [f for path in given.paths for f in (sorted(path.rglob("*.py")) if path.is_dir() else [path])]
    every = [x for file in files if not any(word in file.as_posix() for word in given.but) for x in faults(file)]
    every = [x for x in every if not given.only or given.only in x.name]
    reach = Reach.read(given.reach)
    chosen = list(spread(every, given.sample, given.seed))
    attacked = any(ATTACK in reach.of(fault) for fault in chosen)
    without = planted(sound(chosen[0].path), attack=attacked, tests=())
    if not without.noticed.by_nobody:
        sys.exit(f"Without any fault something is noticed, {without.noticed}: nothing can be learnt from faults then.")
    given.found.touch()
    known = [_read(line) for line in given.found.read_text(encoding="utf-8").splitlines()]
    done, until = {came.fault for came in known}, time.monotonic() + 60 * given.minutes
    for n, fault in enumerate(chosen, 1):
        if fault.name in done or time.monotonic() > until:
            continue
        came = one(fault, reach, without.published, given.seconds)
        with given.found.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(came)) + "\n")
        print(f"{n} of {len(chosen)}: {came.noticed}: {came.fault}", file=sys.stderr, flush=True)
        known.append(came)
    print(report(known))
    return 0


def _read(line: str) -> Came:
    held = json.loads(line)
    return Came(**{**held, "attack": Noticed(held["attack"]), "noticed": Noticed(held["noticed"])})


if __name__ == "__main__":
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        if name not in os.environ:
            os.environ[name] = "1"
            os.execv(sys.executable, [sys.executable, "-m", "tests.mutation", *sys.argv[1:]])
    sys.exit(main())
