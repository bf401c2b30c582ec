"""Figures of every year, from the returns in a folder and the folders in it."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.oracle.days import label
from tests.oracle.figures import OF_YEAR, RATES, TIMELY, Oracle
from tests.oracle.leaver_rates import SCOPES
from tests.oracle.return_files import read_all


def main(folder: Path) -> None:
    files = list(folder.rglob("*.xml"))
    if not files:
        raise SystemExit(f"{folder}: no return (*.xml) lies in it or in its folders. Name a folder of returns.")
    oracle = Oracle(read_all(files))
    for year in sorted({r.year for r in oracle.returns}):
        print(label(year))
        for measure in (*RATES, TIMELY, *OF_YEAR):
            for scope in SCOPES if measure in (*RATES, TIMELY, "starts") else ("",):
                found = oracle.figures(measure, year, scope=scope)
                counts = ", ".join(f"{c} {found.total(c):,}" for c in found.cells)
                left_out = ", ".join(f"{why} {n:,}" for why, n in sorted(found.left_out.items()))
                print(f"  {measure:28} {scope:23} {counts}" + (f"; left out: {left_out}" if left_out else ""))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("Name one folder of returns:  python -m tests.oracle FOLDER")
    main(Path(sys.argv[1]))
