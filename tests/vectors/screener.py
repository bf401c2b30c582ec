"""Pairs of files with the verdicts of the department's screener, compared with ours.

    python -m tests.vectors.screener PAIRS.zip EXPECTED.csv [LISTS]

A row of the CSV has file, passed, api_suitable, stage, n_results, fails and warnings. Prints how many agree, how many
disagree for a reason that is known, and every other disagreement. The lists that checks rest on are read from LISTS,
else from the folder `ref` beside that of the pairs.
"""

from __future__ import annotations

import csv
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from alder.publishing.screener import NO_LISTS, Lists, Screening, read_lists, screen_files

TWICE = 2
"""Two checks of names answer once for each file in the department's table, and once for both in ours."""

EXPLAINED = {
    "upload-file-test.csv": (
        "its wards are not on the department's list of wards, which is not at hand: our check says that it is"
        " unavailable, and the later stages are run"
    ),
}
"""Disagreements for which there is a reason, by file. Everything else has to agree."""


@dataclass(frozen=True)
class Verdict:
    """What a screener makes of a pair."""

    passed: bool
    api_suitable: bool
    stage: str
    results: int
    fails: frozenset[str]
    warnings: frozenset[str]

    @classmethod
    def of(cls, screening: Screening) -> Verdict:
        return cls(
            screening.passed,
            bool(screening.api_suitable),
            f"{screening.stopped_at} checks" if screening.stopped_at else "Passed",
            len(screening.results) + TWICE,
            frozenset(result.check for result in screening.failures),
            frozenset(result.check for result in screening.advice),
        )

    @classmethod
    def recorded(cls, row: dict[str, str]) -> Verdict:
        return cls(
            row["passed"] == "TRUE",
            row["api_suitable"] == "TRUE",
            row["stage"],
            int(row["n_results"]),
            frozenset(row["fails"].split()),
            frozenset(row["warnings"].split()),
        )


@dataclass(frozen=True)
class Compared:
    """How all pairs compare."""

    agree: tuple[str, ...]
    explained: tuple[str, ...]
    disagree: dict[str, tuple[Verdict, Verdict]]
    """The recorded verdict and ours, by file."""


def compare(pairs: Path, expected: Path, lists: Lists) -> Compared:
    """Every pair of the ZIP that the CSV names."""
    agree, explained, disagree = [], [], {}
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(pairs) as packed:
            packed.extractall(folder)
        with expected.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                data = next(Path(folder).rglob(row["file"]))
                recorded, ours = Verdict.recorded(row), Verdict.of(screen_files(data, lists=lists))
                if recorded == ours:
                    agree.append(row["file"])
                elif row["file"] in EXPLAINED:
                    explained.append(row["file"])
                else:
                    disagree[row["file"]] = recorded, ours
    return Compared(tuple(agree), tuple(explained), disagree)


def main(arguments: list[str]) -> int:
    pairs, expected = Path(arguments[0]), Path(arguments[1])
    folder = Path(arguments[2]) if len(arguments) > 2 else pairs.parent.parent / "ref"
    found = compare(pairs, expected, read_lists(folder) if folder.is_dir() else NO_LISTS)
    for name, (recorded, ours) in found.disagree.items():
        print(f"{name}\n  recorded {recorded}\n  ours     {ours}")
    for name in found.explained:
        print(f"{name}: {EXPLAINED[name]}")
    print(f"agree {len(found.agree)} disagree {len(found.disagree)} explained {len(found.explained)}")
    return 1 if found.disagree else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
