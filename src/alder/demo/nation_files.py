"""The files of the nation's data sets, made of the files of its protected tables."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from alder.show.data_pair import PLACES_ARE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from alder.model.period import AcademicYear

_BESIDE = (".meta.csv", ".notes.txt")


def stack(files: Sequence[Path], out: Path) -> Path:
    """Tables of one measure about different kinds of places as one file, with the meta file and the notes of the first.

    Rows of the whole nation stand in each of them, and once in the file, as the first has them: which rates are left
    out follows from each table. Columns of places come in the order in which the tables have them; those that a table
    lacks are blank.
    """
    meta = [*csv.DictReader(files[0].with_suffix(_BESIDE[0]).read_text(encoding="utf-8").splitlines())]
    first = meta[0]["col_name"]
    told = {PLACES_ARE, *(row["col_name"] for row in meta if row["col_type"] == "Indicator")}
    heads: list[list[str]] = []
    rows: dict[tuple[tuple[str, str], ...], dict[str, str]] = {}
    for file in files:
        with file.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            heads.append([*(reader.fieldnames or ())])
            for row in reader:
                about = tuple(sorted((column, value) for column, value in row.items() if value and column not in told))
                rows.setdefault(about, row)
    places = dict.fromkeys(column for head in heads for column in head[: head.index(first)])
    _write(out, [*places, *heads[0][heads[0].index(first) :]], rows.values())
    _copy_beside(files[0], out)
    return out


def until(file: Path, year: AcademicYear, out: Path) -> Path:
    """The rows of a data set up to a year, as it was published then."""
    last = f"{year.start}{(year.start + 1) % 100:02}"
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        _write(out, [*(reader.fieldnames or ())], (row for row in reader if row["time_period"] <= last))
    _copy_beside(file, out)
    return out


def _write(out: Path, columns: Sequence[str], rows: Iterable[dict[str, str]]) -> None:
    with out.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _copy_beside(file: Path, out: Path) -> None:
    for ending in _BESIDE:
        out.with_suffix(ending).write_bytes(file.with_suffix(ending).read_bytes())
