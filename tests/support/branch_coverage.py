"""The share of branches that tests run, of each room with a floor: `python -m tests.support.branch_coverage FILE.json`.

`make coverage` writes the file. A floor only rises: who passes it by half a point or more is told to lift it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FLOORS = {"disclosure": 97.0, "engine": 98.5, "rules": 97.0, "measures": 97.0}
"""Per cent of branches, of the rooms whose mistakes would stand in a published figure; 100 is the aim."""


def shares(report: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """Of each room with a floor the branches that were run, and all that there are."""
    found = dict.fromkeys(FLOORS, (0, 0))
    for file, of in report["files"].items():
        parts = Path(file).as_posix().partition("alder/")[2].split("/")
        if parts[0] in found:
            run, all = found[parts[0]]
            summary = of["summary"]
            found[parts[0]] = run + summary["covered_branches"], all + summary["num_branches"]
    return found


def judged(report: Mapping[str, Any]) -> tuple[list[str], bool]:
    """A line for each room, and whether every room has what its floor asks for."""
    lines, fine = [], True
    for room, (run, all) in shares(report).items():
        share, floor = 100 * run / all if all else 0.0, FLOORS[room]
        fine &= share >= floor
        what = "below its floor" if share < floor else ""
        if share >= floor + 0.5:
            what = f"lift its floor to {int(share * 2) / 2} in {Path(__file__).name}"
        lines.append(f"{room:<12}{run:>7} of {all:>6} branches {share:6.2f} %, floor {floor} {what}".rstrip())
    return lines, fine


def main(arguments: list[str]) -> int:
    lines, fine = judged(json.loads(Path(arguments[0]).read_text(encoding="utf-8")))
    print("\n".join(lines))
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
