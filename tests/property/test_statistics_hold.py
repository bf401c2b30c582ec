"""Percentiles and extremes of random records, attacked by whole numbers: what is protected tells no value of few.

The attacker shares no code with Alder. It knows how many are in each shown cell, that values are 100 to 500 in steps,
and what each shown figure says of how many lie below, at and above it. Programmes in whole numbers then say whether
somebody of a small group must have a value.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from tests.support.commands import run

VALUES = np.arange(100, 501, 100)
REGIONS, LEVELS = ("R1", "R2", "R3"), ("L1", "L2", "L3")
LEAVES = [(r, c) for r in REGIONS for c in LEVELS]
CELLS = [(r, c) for r in ("Total", *REGIONS) for c in ("Total", *LEVELS)]
THRESHOLD = 5
SHARES = {"median": 0.5, "p25": 0.25}


def people(rng: np.random.Generator) -> dict[tuple[str, str], list[int]]:
    """Few levels of pay, so that many share one; in some groups everybody has the same."""
    found = {}
    for leaf in LEAVES:
        own = rng.choice(VALUES, 2) if rng.random() < 0.6 else [rng.choice(VALUES)]
        found[leaf] = [int(x) for x in rng.choice(own, int(rng.choice([0, 2, 3, 7, 12, 20])))]
    return found


def written(of: dict[tuple[str, str], list[int]], path: Path) -> Path:
    lines = [f"{r},{c},{pay}" for (r, c), pays in of.items() for pay in pays]
    path.write_text("\n".join(["region,level,pay", *lines]) + "\n", encoding="utf-8")
    return path


def inside(cell: tuple[str, str], leaf: tuple[str, str]) -> bool:
    return all(whole in ("Total", part) for whole, part in zip(cell, leaf, strict=True))


class Attacker:
    """How many of each finest cell have each value, as unknowns in whole numbers."""

    def __init__(self, of: dict[tuple[str, str], list[int]]) -> None:
        self.empty = np.repeat([not pays for pays in of.values()], len(VALUES))
        self.rows: list[np.ndarray] = []
        self.ends: list[tuple[float, float]] = []

    def row(self, cell: tuple[str, str], which: np.ndarray) -> np.ndarray:
        return np.concatenate([which * inside(cell, leaf) for leaf in LEAVES]).astype(float)

    def know(self, cell: tuple[str, str], which: np.ndarray, low: float, high: float) -> None:
        self.rows.append(self.row(cell, which))
        self.ends.append((low, high))

    def reads(self, path: Path, name: str) -> None:
        every = np.ones(len(VALUES), dtype=bool)
        with path.open(encoding="utf-8", newline="") as file:
            for line in csv.DictReader(file):
                cell, count = (line["region"], line["level"]), line["count"]
                self.know(cell, every, *((int(count),) * 2 if count != "c" else (1, np.inf)))
                if line["published"] not in ("c", "z"):
                    self.figure(cell, name, int(line["published"]), int(count))

    def figure(self, cell: tuple[str, str], name: str, figure: int, n: int) -> None:
        if name in SHARES:
            place = (n - 1) * SHARES[name]
            self.know(cell, figure >= VALUES, np.floor(place) + 1, np.inf)
            self.know(cell, figure > VALUES, 0, np.ceil(place))
            self.know(cell, figure == VALUES, 3, np.inf)
            return
        self.know(cell, figure < VALUES if name == "maximum" else figure > VALUES, 0, 0)
        self.know(cell, figure == VALUES, THRESHOLD, np.inf)

    def least(self, cell: tuple[str, str], value: int) -> int:
        """How many of a cell must have a value at least."""
        found = milp(
            self.row(cell, value == VALUES),
            constraints=LinearConstraint(np.array(self.rows), *np.array(self.ends).T),
            integrality=np.ones(len(self.empty)),
            bounds=Bounds(0, np.where(self.empty, 0, np.inf)),
        )
        assert found.success, found.message
        return round(found.fun)


def told(of: dict[tuple[str, str], list[int]], files: dict[str, Path]) -> list[tuple[tuple[str, str], int]]:
    """The small cells, and a value that somebody there must have."""
    attacker = Attacker(of)
    for leaf in (leaf for leaf, pays in of.items() if pays):
        attacker.know(leaf, np.ones(len(VALUES), dtype=bool), 1, np.inf)
    for name, path in files.items():
        attacker.reads(path, name)
    found = []
    for cell in CELLS:
        pays = [pay for leaf, own in of.items() if inside(cell, leaf) for pay in own]
        if 0 < len(pays) < THRESHOLD:
            found += [(cell, value) for value in sorted(set(pays)) if attacker.least(cell, value)]
    return found


@pytest.mark.parametrize("seed", range(5))
def test_values_of_few_stay_open_beside_each_other(tmp_path: Path, seed: int) -> None:
    of = people(np.random.default_rng(seed))
    file, beside, files = written(of, tmp_path / "records.csv"), list[str](), {}
    asked = ("--by", "region,level", "--of", "pay", "--threshold", THRESHOLD)
    for name in ("median", "p25", "maximum"):
        files[name] = tmp_path / f"{name}.csv"
        run("protect", file, *asked, "--as", name, *beside, "--out", files[name])
        beside += ["--beside", f"{name}:{files[name]}"]
    assert told(of, files) == []
    assert run("audit", file, files["median"], *asked, "--as", "median", *beside[2:]).startswith("Safe")


def test_the_attacker_sees_what_is_told(tmp_path: Path) -> None:
    """So that the test above can fail: no shown part has the highest value, so the few others have it."""
    of = dict.fromkeys(LEAVES, [100] * 20) | {("R1", "L2"): [500] * 2, ("R1", "L3"): [500] * 3}
    path = tmp_path / "maximum.csv"
    path.write_text("region,level,published,count\nR1,Total,500,25\nR1,L1,100,20\n", encoding="utf-8")
    assert told(of, {"maximum": path}) == [(("R1", "L2"), 500), (("R1", "L3"), 500)]
