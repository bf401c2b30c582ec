"""Tables of a user's own that a population is to come near to: protected tables, as `alder table --out` writes them.

Only tables of learners in a year are read, and only their figures: never a record. What is rounded is a target within
its rounding; what is hidden is one of a range, from nothing to what is left of the rest. A table is of some place and
the population of another, so shares of its total are compared, and not counts. Places within it are those of the
made-up nation, by the codes of learners' homes.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from alder.errors import UsageError
from alder.model.symbols import OLDER, SYMBOLS
from alder.sources.miniature import nation
from alder.synth.population.residents import GROUPS
from alder.synth.population.targets import Basis, Target

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from alder.synth.population.draws import Array
    from alder.synth.population.targets import Targets

MEASURE = "fe_and_skills_participation"
QUANTITY, HIDDEN = "learners_given", "learners_hidden"
TOTAL = "Total"

AGE_BANDS = ("Under 19", "19-24", "25-49", "50+")
AGES_FROM = (19, 25, 50)
"""Ages at which bands after the first begin."""

_LADDER = (
    "No qualifications",
    "Entry level or other below level 1",
    *(f"Level {level}" for level in range(1, 7)),
)
"""Prior attainment, by the rung of a population."""

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
    "lldd": (
        "difficulty",
        {"With learning difficulty / disability": "yes", "No learning difficulty / disability": "no"},
    ),
    "prior_attainment": ("prior_level", {name: name for name in _LADDER}),
}
"""Filters of the tables that are read: how cells of targets call them, and their members that the population has."""
_NOT_IN_THE_TRUTH = {"Unknown", "Level 7 and over"}
_PLACES = {"Regional": ("region", "region_code"), "Local authority district": ("authority", "lad_code")}
"""Levels of places that are read: how cells of targets call them, and the column of their codes."""
_WHOLE = ("National", *_PLACES)


def learner_cells(
    *, age: Array, women: Array, ethnicity: Array, difficulty: Array, rung: Array, place: Array
) -> dict[str, Array]:
    """Of many people what cells of given tables tell them apart by. Ages are those on 31 August."""
    every, areas = nation.places(), nation.authorities()
    regions = np.array([region.code for region in areas.regions])
    codes = np.array([authority.code for authority in areas.listed])
    group = np.full(len(age), "", dtype="<U8")
    for name, members in GROUPS.items():
        group[np.isin(ethnicity, members)] = name
    return {
        "age": np.array(AGE_BANDS)[np.searchsorted(AGES_FROM, age, side="right")],
        "sex": np.where(women, "F", "M"),
        "ethnic_group": group,
        "difficulty": np.where(difficulty, "yes", "no"),
        "prior_level": np.array(_LADDER)[rung],
        "region": regions[every.region[place]],
        "authority": codes[every.authority[place]],
    }


@dataclass(frozen=True)
class GivenFigure:
    """A share of the learners of a year, in percent, and how far off it may be: by rounding, or by half of its range
    where it is hidden and the middle is told.
    """

    cell: tuple[tuple[str, str], ...]
    share: float
    rounding: float
    source: str
    hidden: bool = False

    def target(self) -> Target:
        quantity = HIDDEN if self.hidden else QUANTITY
        return Target(quantity, dict(self.cell), self.share, "%", Basis.GIVEN, self.source, rounding=self.rounding)


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
    counts: dict[_Cell, float | str] = {}
    whole = _whole(name, rows)
    for row in rows:
        cell = _cell(name, row, filters, whole)
        if cell is None:
            continue
        said = OLDER.get(row[figure], row[figure])
        count = said if said in SYMBOLS else float(said)
        if counts.setdefault(cell, count) != count:
            raise UsageError(f"{name} is of several places", next="Give a table of one place, or by learners' homes.")
    for year in sorted({dict(cell)["year"] for cell in counts}):
        of_year = {cell: count for cell, count in counts.items() if ("year", year) in cell}
        total = _total(name, year, of_year)
        for cell, count in of_year.items():
            if len(cell) == 1 or count in ("z", "x", "u"):
                continue
            if isinstance(count, str):
                most = float(base - 1) if count == "low" else _room(cell, of_year, total, base)
                yield GivenFigure(cell, 50 * most / total, 50 * most / total, name, hidden=True)
            else:
                share = count / total
                yield GivenFigure(cell, 100 * share, 100 * (base - 1) * (1 + share) / total, name)


_Cell = tuple[tuple[str, str], ...]


def _whole(name: str, rows: list[dict[str, str]]) -> str:
    """The level of the rows that are about all learners of the table: of the one place that it has at that level."""
    for level in _WHOLE:
        places = {
            tuple(row[c] for _, c in _PLACES.values() if c in row) for row in rows if row["geographic_level"] == level
        }
        if len(places) == 1:
            return level
        if places:
            return ""
    levels = sorted({row["geographic_level"] for row in rows})
    raise UsageError(f"{name} is by {levels[0]}, which is not read", where=f"Levels are {', '.join(_WHOLE)}.")


def _total(name: str, year: str, counts: dict[_Cell, float | str]) -> float:
    """How many learners there were in a year: as is said, or where places are all that there is, of these together."""
    said = counts.get((("year", year),))
    if isinstance(said, float) and said:
        return said
    places = [
        count
        for cell, count in counts.items()
        if len(cell) == _YEAR_AND_PLACE and cell[1][0] in ("region", "authority")
    ]
    if said is None and places and "c" not in places:
        return float(sum(count for count in places if isinstance(count, float)))
    raise UsageError(f"{name} does not show how many learners there were in {year}", where="It has no total.")


_YEAR_AND_PLACE = 2


def _room(cell: _Cell, counts: dict[_Cell, float | str], total: float, base: int) -> float:
    """The most that can be in a hidden cell: for each of its splits, what the cells beside it leave of their sum."""
    found = total
    for split in cell[1:]:
        rest = tuple(part for part in cell if part != split)
        above = counts.get(rest)
        if not isinstance(above, float):
            continue
        beside = (
            count
            for other, count in counts.items()
            if len(other) == len(cell) and other != cell and set(rest) < set(other) and _names(other) == _names(cell)
        )
        shown = [count for count in beside if isinstance(count, float)]
        found = min(found, above - sum(shown) + (base - 1) * (1 + len(shown)))
    return max(found, 0.0)


def _names(cell: _Cell) -> tuple[str, ...]:
    return tuple(name for name, _ in cell)


def _cell(name: str, row: dict[str, str], filters: list[str], whole: str) -> _Cell | None:
    """The cell of a row; nothing where it is of people that a population does not have."""
    cell = {"year": row["time_period"][:4]}
    level = row["geographic_level"]
    if level != whole:
        if level not in _PLACES:
            raise UsageError(f"{name} is by {level}, which is not read", where=f"Levels are {', '.join(_WHOLE)}.")
        as_ours, column = _PLACES[level]
        if not row.get("places_are", "The learner's home").startswith("The learner's home"):
            raise UsageError(f"{name} is by places of providers", next="Give a table by the homes of learners.")
        if row[column] not in _place_shares()[as_ours]:
            raise UsageError(
                f"{name} has a {as_ours} that the made-up nation has not: {row[column]}",
                where="People of a made-up population live in the made-up nation's places alone.",
            )
        cell[as_ours] = row[column]
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


@cache
def _place_shares() -> dict[str, dict[str, float]]:
    """Which share of the made-up nation's people lives in each region and authority, by its code."""
    every, areas = nation.places(), nation.authorities()
    regions = np.bincount(every.region, every.weight, len(areas.regions))
    authorities = np.bincount(every.authority, every.weight, len(areas.listed))
    return {
        "region": {a.code: share for a, share in zip(areas.regions, regions.tolist(), strict=True)},
        "authority": {a.code: share for a, share in zip(areas.listed, authorities.tolist(), strict=True)},
    }


def given_places(targets: Targets, year: int, of: dict[str, Array]) -> Array:
    """How many times likelier each of many people learns in a year, by where they live: once where no table says so."""
    for name in ("authority", "region"):
        told = {t.cell[name]: t.value / 100 for t in targets.of(QUANTITY, year=year) if set(t.cell) == {"year", name}}
        if told:
            people = _place_shares()[name]
            rest = max(1 - sum(told.values()), 0) / max(1 - sum(people[code] for code in told), 1e-9)
            times = {code: told[code] / share if code in told else rest for code, share in people.items()}
            codes, at = np.unique(of[name], return_inverse=True)
            found: Array = np.array([times[code] for code in codes.tolist()])[at]
            return found
    return np.ones(len(of["region"]))


def given_margins(targets: Targets, year: int, of: dict[str, Array]) -> list[tuple[Array, Array]]:
    """What given tables say of the learners of a year: for each way in which they are split, the group of each of many
    people and the shares of the groups. Who is in no cell that is shown is together in a last group, which has what is
    left. Of places, see `given_places`.
    """
    by_split: dict[tuple[str, ...], list[Target]] = {}
    for target in targets.of(QUANTITY, year=year):
        names = tuple(name for name in target.cell if name != "year")
        if not {"region", "authority"} & set(names):
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
