"""How long `alder outputs check` takes on a table of 5,000 rows: plain, as a workbook, and with hidden counts.

The tables are made up: groups by subject, level, age and sex with counts to the nearest 5 and a rate. In the one with
hidden counts every sum down its labels is given, so that each hidden one is looked for between its bounds. 2 seconds
are the limit.
"""

from __future__ import annotations

import csv
import random
import tempfile
from itertools import product
from pathlib import Path

import xlsxwriter

from benchmarks import pace, timing

LIMIT = 2.0
HEAD = ["subject", "level", "age", "sex", "learners", "pass rate %"]


def rows(*, sums: bool) -> list[list[str]]:
    """5,000 rows. With `sums`, wholes of each label and a count in forty hidden."""
    draw = random.Random(7)
    sizes = (49, 4, 8, 2) if sums else (125, 4, 5, 2)
    labels = [[f"{name} {n}" for n in range(size)] for name, size in zip(HEAD, sizes, strict=False)]
    leaves = {key: draw.randrange(4, 200) * 5 for key in product(*labels)}
    found = []
    for key in product(*([*one, "Total"] if sums else one for one in labels)):
        inside = product(*([at] if at != "Total" else all_of for at, all_of in zip(key, labels, strict=True)))
        count = sum(leaves[leaf] for leaf in inside)
        hidden = sums and "Total" not in key and draw.random() < 0.025
        found.append([*key, "c" if hidden else str(count), "c" if hidden else f"{draw.uniform(20, 80):.1f}"])
    return found[:5_000]


def made(folder: Path) -> dict[str, Path]:
    """The files, by what they are called in the report."""
    plain, hidden = folder / "plain.csv", folder / "hidden.csv"
    for path, sums in ((plain, False), (hidden, True)):
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEAD, *rows(sums=sums)])
    book = folder / "plain.xlsx"
    with xlsxwriter.Workbook(book, {"strings_to_numbers": True}) as workbook:
        sheet = workbook.add_worksheet("Table 1")
        for at, row in enumerate([HEAD, *rows(sums=False)]):
            sheet.write_row(at, 0, row)
    return {"CSV": plain, "workbook": book, "CSV, counts hidden": hidden}


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        files = made(Path(name))
        costs = {
            what: timing.best(lambda file=file: timing.alder("outputs", "check", file)) for what, file in files.items()
        }
        print(f"{'5,000 rows':<24} processor      wall    memory")
        for what, cost in costs.items():
            print(f"{what:<24} {cost.cpu:6.2f} s  {cost.wall:6.2f} s  {cost.memory:5.0f} MB")
        slow = pace.slowness()
        print(pace.said(slow))
        for what, cost in costs.items():
            print(f"{what}: {pace.against(cost.wall, LIMIT, slow)}")


if __name__ == "__main__":
    main()
