"""Tables of a user's own that a population is to come near to: protected tables, as `alder table --out` writes them.

Only tables of learners in a year are read, and only their figures: never a record. What is hidden in them is no target;
what is rounded is one within its rounding. A table is of some place and the population of another, so shares of its
total are compared, and not counts.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alder.errors import UsageError
from alder.model.symbols import OLDER, SYMBOLS
from alder.synth.population.targets import Basis, Target

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from alder.synth.population.draws import Array
    from alder.synth.population.targets import Targets

MEASURE = "fe_and_skills_participation"
QUANTITY = "learners_given"
TOTAL = "Total"

AGE_BANDS = ("Under 19", "19-24", "25-49", "50+")
AGES_FROM = (19, 25, 50)
"""Ages at which bands after the first begin."""

_GROUPS = {
    "White": "White",
    "Mixed / Multiple ethnic groups": "Mixed",
    "Asian / Asian British": "Asian",
    "Black / African / Caribbean / Black British": "Black",
    "Other ethnic group": "Other",
}
_FILTERS = {
    "age_band": ("age", {name: name for name in AGE_BANDS}),
    "sex": ("sex", {"Female": "F", "Male": "M"}),
    "ethnicity_major": ("ethnic_group", _GROUPS),
}
"""Filters of the tables that are read: how cells of targets call them, and their members that the population has."""
_NOT_IN_THE_TRUTH = {"Unknown"}


@dataclass(frozen=True)
class GivenFigure:
    """A share of the learners of a year, in percent, and how far off rounding may have put it."""

    cell: tuple[tuple[str, str], ...]
    share: float
    rounding: float
    source: str

    def target(self) -> Target:
        return Target(QUANTITY, dict(self.cell), self.share, "%", Basis.GIVEN, self.source, rounding=self.rounding)


def read_given(file: Path) -> tuple[GivenFigure, ...]:
    """The figures of a protected table that can be targets. One that cannot be understood is refused in words."""
    notes = _beside(file, ".notes.txt")
    if f"Method: {MEASURE}," not in notes:
        raise UsageError(
            f"{file.name} is no table of learners that a population can be fitted to",
            where=f"Its notes do not name the measure {MEASURE}.",
            next=f"Make one:  alder table {MEASURE} --by age_band,sex --out FILE.csv",
        )
    meta = list(csv.DictReader(_beside(file, ".meta.csv").splitlines()))
    filters = [row["col_name"] for row in meta if row["col_type"] == "Filter"]
    figures = [row["col_name"] for row in meta if row["col_type"] == "Indicator"]
    if unknown := [name for name in filters if name not in _FILTERS]:
        raise UsageError(
            f"{file.name} is split by {unknown[0]}, which is not read as a target",
            where=f"Tables may be split by {', '.join(_FILTERS)}.",
        )
    rounded = re.search(r"rounded to the nearest (\d+)", notes)
    base = int(rounded.group(1)) if rounded else 1
    rows = list(csv.DictReader(_text(file).splitlines()))
    return tuple(_figures(file.name, rows, filters, figures[0], base))


def _figures(
    name: str, rows: list[dict[str, str]], filters: list[str], figure: str, base: int
) -> Iterator[GivenFigure]:
    counts: dict[tuple[tuple[str, str], ...], float] = {}
    for row in rows:
        cell = _cell(name, row, filters)
        if cell is None or row[figure] in SYMBOLS or row[figure] in OLDER:
            continue
        if counts.setdefault(cell, float(row[figure])) != float(row[figure]):
            raise UsageError(f"{name} is of several places", next="Give a table of one place.")
    totals = {dict(cell)["year"]: count for cell, count in counts.items() if len(cell) == 1}
    for cell, count in counts.items():
        year = dict(cell)["year"]
        if not totals.get(year):
            raise UsageError(f"{name} does not show how many learners there were in {year}", where="It has no total.")
        if len(cell) > 1:
            yield GivenFigure(cell, 100 * count / totals[year], 100 * (base - 1) / totals[year], name)


def _cell(name: str, row: dict[str, str], filters: list[str]) -> tuple[tuple[str, str], ...] | None:
    """The cell of a row; nothing where it is of people that a population does not have."""
    cell = {"year": row["time_period"][:4]}
    for filter in filters:
        value = row[filter]
        as_ours, members = _FILTERS[filter]
        if value == TOTAL:
            continue
        if value in _NOT_IN_THE_TRUTH:
            return None
        if value not in members:
            raise UsageError(
                f"{name} has a member of {filter} that is not read as a target",
                where=f"Members are {', '.join(members)}, {TOTAL} and Unknown.",
            )
        cell[as_ours] = members[value]
    return tuple(cell.items())


def given_margins(targets: Targets, year: int, **of: Array) -> list[tuple[Array, Array]]:
    """What given tables say of the learners of a year: for each way in which they are split, the group of each of many
    people and the shares of the groups.

    `of` has, by the names of cells (`age`, `sex`, `ethnic_group`), the value of each of the people. Who is in no cell
    that is shown is together in a last group, which has what is left.
    """
    by_split: dict[tuple[str, ...], list[Target]] = {}
    for target in targets.of(QUANTITY, year=year):
        names = tuple(name for name in target.cell if name != "year")
        if set(names) <= of.keys():
            by_split.setdefault(names, []).append(target)
    found = []
    for names, cells in by_split.items():
        members = np.stack([np.logical_and.reduce([of[n] == t.cell[n] for n in names]) for t in cells])
        group = np.where(members.any(axis=0), members.argmax(axis=0), len(cells))
        shares = np.array([t.value for t in cells] + [max(100 - sum(t.value for t in cells), 0.0)])
        here = np.bincount(group, minlength=len(shares)) > 0
        shares = np.where(here, shares, 0)
        if shares.sum():
            found.append((group, shares / shares.sum()))
    return found


def _beside(file: Path, ending: str) -> str:
    """What `alder table --out` writes beside a table."""
    return _text(file.with_suffix(ending))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UsageError(
            f"there is no file {file.name}",
            where="A table, its metadata and its notes are read together.",
            next="Give the table.csv that alder table --out wrote, where it was written.",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file.name} cannot be read", where=str(error)) from None
