"""Checks of the codes and names of places, against lists where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alder.model import geographic_levels
from alder.publishing.screener.check import Fault, Stage, quoted, screener
from alder.publishing.screener.subject import HEAD, numbered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from alder.model.geographic_levels import Level
    from alder.publishing.screener.subject import Subject

NOT_AVAILABLE = ("x", "Not available")
"""The code and the name of a place that is not available."""

_NO_LIST = (geographic_levels.OPPORTUNITY_AREA, geographic_levels.TRUST, geographic_levels.SPONSOR)
_CODED_X = (*_NO_LIST, geographic_levels.SCHOOL, geographic_levels.PROVIDER, geographic_levels.POLICE_FORCE_AREA)
"""Levels without a list of their own, whose places may be not available."""

Combo = tuple[str, ...]


def combinations(
    subject: Subject, names: tuple[str, ...], where: NDArray[np.bool_] | None = None
) -> list[tuple[Combo, int, int]]:
    """The different combinations of some columns: each with the line of its first row and the number of its rows."""
    columns = [subject.column(name) for name in names]
    numbers = numbered(columns, subject.data.num_rows)
    lines = np.arange(len(numbers)) + HEAD
    if where is not None:
        numbers, lines = numbers[where], lines[where]
    _, first, counts = np.unique(numbers, return_index=True, return_counts=True)
    combos = []
    for line, count in zip(lines[first].tolist(), counts.tolist(), strict=True):
        combo = tuple(column.items[column.codes[line - HEAD]] for column in columns)
        combos.append((combo, line, count))
    return sorted(combos, key=lambda each: each[1])


def _against_list(name: str, list_name: str, columns: tuple[str, ...], own: Level | None, title: str) -> None:
    """Add the check that combinations of codes and name are on a list."""

    def test(subject: Subject) -> Iterator[Fault]:
        if any(column not in subject.names for column in columns):
            return
        known = subject.lists[list_name] | _no_places(subject, columns)
        rows = subject.at(own) if own else np.zeros(subject.data.num_rows, bool)
        for strict, where in ((True, rows), (False, ~rows)):
            for combo, line, count in combinations(subject, columns, where):
                if combo not in known and (strict or not _let_pass(list_name, combo)):
                    said = f"{' with '.join(map(quoted, combo))} is not on the list."
                    yield Fault(said, column=columns[-1], line=line, lines=count)

    test.__doc__ = (
        f"Every code of a {title} stands with its name, as the list has them.\n\n"
        "Correct the spelling of the name, or the code; both have to be of the same year."
    )
    screener.check(name, Stage.GEOGRAPHY, needs=(list_name, "no_places"))(test)


def _let_pass(list_name: str, combo: Combo) -> bool:
    """Whether a place is not asked for: its code is x, or empty. A row always names its country."""
    *codes, _ = combo
    return codes[-1] == NOT_AVAILABLE[0] or (list_name != "countries" and not all(codes))


def _no_places(subject: Subject, columns: tuple[str, ...]) -> set[Combo]:
    """The combinations for places that are not known or not in England: every code is z."""
    return {(*(code for _ in columns[:-1]), name) for code, name in subject.lists["no_places"]}


_LISTED = (
    ("geog_country_combos", "countries", ("country_code", "country_name"), None, "country"),
    ("geog_region_combos", "regions", geographic_levels.REGIONAL.columns, geographic_levels.REGIONAL, "region"),
    ("geog_ward_combos", "wards", geographic_levels.WARD.columns, geographic_levels.WARD, "ward"),
    (
        "geog_pcon_combos",
        "constituencies",
        geographic_levels.CONSTITUENCY.columns,
        geographic_levels.CONSTITUENCY,
        "constituency",
    ),
    ("geog_lad_combos", "districts", ("lad_code", "lad_name"), geographic_levels.DISTRICT, "district"),
    (
        "geog_lep_combos",
        "partnerships",
        geographic_levels.LEP.columns,
        geographic_levels.LEP,
        "local enterprise partnership",
    ),
    (
        "geog_lsip_combos",
        "improvement_plan_areas",
        geographic_levels.LSIP.columns,
        geographic_levels.LSIP,
        "skills improvement plan area",
    ),
    (
        "geog_eda_combos",
        "devolved_areas",
        geographic_levels.DEVOLVED_AREA.columns,
        geographic_levels.DEVOLVED_AREA,
        "devolved area",
    ),
    ("geog_la_combos", "authorities", ("old_la_code", "new_la_code", "la_name"), None, "local authority"),
)
"""Each check with its list and columns, the level at whose own rows nothing is let pass, and what a place is called."""

for _listed in _LISTED:
    _against_list(*_listed)


def _coded(subject: Subject, among: tuple[Level, ...]) -> Iterator[tuple[Level, str, str]]:
    """Levels that rows have, with the columns of their first code and their name."""
    for level in subject.levels:
        code = level.code_columns[:1]
        if level in among and {*code, level.name_column} <= set(subject.names):
            yield level, code[0], level.name_column


def _one_each(subject: Subject, said: Callable[[str, int], str], *, of_name: bool) -> Iterator[Fault]:
    """Names with several codes, or codes with several names."""
    for level, code, name in _coded(subject, _NO_LIST):
        filled = subject.column(code)
        rows = subject.at(level) & filled.rows(filled.which(bool))
        lines_of: dict[str, list[int]] = {}
        for (a_code, a_name), line, _ in combinations(subject, (code, name), rows):
            lines_of.setdefault(a_name if of_name else a_code, []).append(line)
        for item, lines in lines_of.items():
            if len(lines) > 1:
                column = name if of_name else code
                yield Fault(said(item, len(lines)), column=column, line=lines[1], lines=0)


@screener.check("geog_other_dupes", Stage.GEOGRAPHY)
def a_name_has_one_code(subject: Subject) -> Iterator[Fault]:
    """An opportunity area, trust or sponsor has one code.

    Use the same code on every row of a place.
    """
    yield from _one_each(subject, lambda name, n: f"{quoted(name)} has {n} codes.", of_name=True)


@screener.check("geog_other_code_dupes", Stage.GEOGRAPHY)
def a_code_has_one_name(subject: Subject) -> Iterator[Fault]:
    """A code of an opportunity area, trust or sponsor has one name.

    Spell the name in one way on every row of a place.
    """
    yield from _one_each(subject, lambda code, n: f"{quoted(code)} has {n} names.", of_name=False)


@screener.check("geog_na", Stage.GEOGRAPHY)
def what_is_coded_x_is_not_available(subject: Subject) -> Iterator[Fault]:
    """Where a place's code is x, its name is Not available.

    Write Not available as the name, or the place's own code.
    """
    for _, code, name in _coded(subject, _CODED_X):
        for combo, line, count in combinations(subject, (code, name)):
            if combo[0] == NOT_AVAILABLE[0] and combo[1] != NOT_AVAILABLE[1]:
                yield Fault(f"The code x stands with {quoted(combo[1])}.", column=name, line=line, lines=count)


@screener.check("geog_na_code", Stage.GEOGRAPHY)
def what_is_not_available_is_coded_x(subject: Subject) -> Iterator[Fault]:
    """Where a place's name is Not available, its code is x.

    Write x as the code, or the place's own name.
    """
    for _, code, name in _coded(subject, _CODED_X):
        for combo, line, count in combinations(subject, (code, name)):
            if combo[1] == NOT_AVAILABLE[1] and combo[0] != NOT_AVAILABLE[0]:
                yield Fault(
                    f"Not available stands with the code {quoted(combo[0])}.", column=code, line=line, lines=count
                )
