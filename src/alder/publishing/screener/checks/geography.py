"""Checks of geographic levels and the columns that belong to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.look.words import counted
from alder.model import geographic_levels
from alder.model.coverage import MADE_UP_CODE
from alder.model.geographic_levels import LEFT_OUT_OF_TABLES, Level
from alder.publishing.screener.check import Fault, Stage, quoted, screener, some
from alder.publishing.screener.subject import KNOWN_LEVELS, ONLY_NAMES, first_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from alder.publishing.screener.subject import Subject

_TEXTS = frozenset(level.text for level in KNOWN_LEVELS)

_ONE_PLACE = (geographic_levels.SCHOOL, geographic_levels.PROVIDER, geographic_levels.INSTITUTION)
_FILLED_AT = {
    geographic_levels.REGIONAL: (
        geographic_levels.LSIP,
        geographic_levels.LOCAL_AUTHORITY,
        geographic_levels.LEP,
        geographic_levels.OPPORTUNITY_AREA,
        geographic_levels.DISTRICT,
        geographic_levels.CONSTITUENCY,
        geographic_levels.DEVOLVED_AREA,
        geographic_levels.WARD,
        geographic_levels.PLANNING_AREA,
        geographic_levels.POLICE_FORCE_AREA,
    ),
    geographic_levels.LOCAL_AUTHORITY: (
        geographic_levels.CONSTITUENCY,
        geographic_levels.DISTRICT,
        geographic_levels.WARD,
        geographic_levels.PLANNING_AREA,
        geographic_levels.POLICE_FORCE_AREA,
    ),
    geographic_levels.DISTRICT: (geographic_levels.WARD, geographic_levels.POLICE_FORCE_AREA),
    geographic_levels.LSIP: (geographic_levels.DISTRICT, geographic_levels.PLANNING_AREA),
}
"""At which further levels a row may name its region, authority, district or plan area, beside places such as schools.

Regions of commissioners, trusts and sponsors lie across regions, so their rows name none.
"""


@screener.check("geog_level", Stage.GEOGRAPHY_NEEDED)
def levels_are_known(subject: Subject) -> Iterator[Fault]:
    """geographic_level is one of the levels of the standard, spelt so.

    Mind capitals: Local authority, not Local Authority. The department's screener refuses Mayoral combined authority,
    which the service itself takes.
    """
    column = subject.column("geographic_level")
    if numbers := column.which(lambda item: item not in _TEXTS):
        said = f"Not a level: {some([column.items[n] for n in numbers])}."
        yield Fault(said, column=column.name, line=column.line(numbers), lines=column.count(numbers))


@screener.check("geog_level_present", Stage.GEOGRAPHY_NEEDED)
def levels_have_their_columns(subject: Subject) -> Iterator[Fault]:
    """The data have the columns of every level that rows have.

    Add the columns, and fill them in on the rows of that level.
    """
    for level in subject.levels:
        missing = [name for name in level.columns if name not in subject.names]
        if missing and level is not geographic_levels.PLANNING_AREA:
            rows = subject.at(level)
            said = f"Rows at the level {level.text} need {some(missing)}."
            yield Fault(said, column="geographic_level", line=first_line(rows), lines=int(rows.sum()))


@screener.check("geog_level_completed", Stage.GEOGRAPHY)
def levels_are_filled_in(subject: Subject) -> Iterator[Fault]:
    """The columns of a level are filled in on its own rows; new_la_code may be empty for authorities of old.

    Write the code and the name of the place on every such row.
    """
    for level in subject.levels:
        if level is geographic_levels.PLANNING_AREA:
            continue
        for column in subject.present(name for name in level.columns if name != "new_la_code"):
            rows = subject.at(level) & column.rows(column.which(lambda item: not item))
            yield from _rows(rows, column.name, f"{quoted(column.name)} is empty at the level {level.text}.")


@screener.check("geog_ignored_rows", Stage.GEOGRAPHY)
def rows_are_seen_in_tables(subject: Subject) -> Iterator[Fault]:
    """Some rows are of a level that tables can be made of, and schools and providers do not stand in one file.

    Publish a file of institutions or planning areas without a meta file; make two data sets of schools and providers.
    """
    levels = set(subject.levels)
    if levels <= {geographic_levels.INSTITUTION, geographic_levels.PLANNING_AREA}:
        yield Fault("No row is of a level that tables can be made of.", column="geographic_level")
    elif {geographic_levels.SCHOOL, geographic_levels.PROVIDER} <= levels:
        rows = subject.at(geographic_levels.PROVIDER)
        yield from _rows(rows, "geographic_level", "Schools and providers stand in one file.")


def left_out_of_tables(subject: Subject) -> str:
    """A note on rows that the service's table tool leaves out, where a file holds other levels too; else empty."""
    levels = set(subject.levels)
    left_out = [level for level in subject.levels if level in LEFT_OUT_OF_TABLES]
    if not left_out or levels in ({geographic_levels.SCHOOL}, {geographic_levels.PROVIDER}):
        return ""
    count = int(subject.at(*left_out).sum())
    return f"The service's table tool leaves out the rows at {some([level.text for level in left_out])} ({count:,})."


def made_up(subject: Subject) -> Iterator[str]:
    """A note that names the made-up places of a file, which the department's own screener has on no list."""
    found: dict[str, None] = {}
    for level in KNOWN_LEVELS:
        pair = [*level.code_columns[:1], level.name_column]
        if len(pair) == 2 and all(subject.names.count(column) == 1 for column in pair):
            places = subject.data.select(pair).group_by(pair).aggregate([])
            for code, name in zip(*(column.to_pylist() for column in places.columns), strict=True):
                if code and MADE_UP_CODE.fullmatch(code):
                    found[name or code] = None
    if found:
        yield (
            f"{counted(len(found), 'place')} here {'is' if len(found) == 1 else 'are'} made up ({some(list(found))}): "
            "the department's own screener has no such place on its lists, and would refuse the file for that."
        )


@screener.check("geog_la_col_present", Stage.GEOGRAPHY)
def columns_of_authorities_go_together(subject: Subject) -> Iterator[Fault]:
    """The data have all three columns of local authorities, or none.

    Add the missing ones.
    """
    yield from _together(subject, geographic_levels.LOCAL_AUTHORITY)


@screener.check("geog_region_col_present", Stage.GEOGRAPHY)
def columns_of_regions_go_together(subject: Subject) -> Iterator[Fault]:
    """The data have both columns of regions, or none.

    Add the missing one.
    """
    yield from _together(subject, geographic_levels.REGIONAL)


def _together(subject: Subject, level: Level) -> Iterator[Fault]:
    missing = [name for name in level.columns if name not in subject.names]
    if missing and len(missing) < len(level.columns):
        present = [name for name in level.columns if name not in missing]
        yield Fault(f"The data file has {some(present)} and no {some(missing)}.")


@screener.check("geog_region_for_la", Stage.GEOGRAPHY, advises=True)
def authorities_name_their_region(subject: Subject) -> Iterator[Fault]:
    """Rows about local authorities name their region.

    Fill in region_code and region_name.
    """
    yield from _region_at(subject, geographic_levels.LOCAL_AUTHORITY)


@screener.check("geog_region_for_lad", Stage.GEOGRAPHY, advises=True)
def districts_name_their_region(subject: Subject) -> Iterator[Fault]:
    """Rows about local authority districts name their region.

    Fill in region_code and region_name.
    """
    yield from _region_at(subject, geographic_levels.DISTRICT)


def _region_at(subject: Subject, level: Level) -> Iterator[Fault]:
    if level not in subject.levels:
        return
    for name in geographic_levels.REGIONAL.columns:
        if name not in subject.names:
            yield Fault(f"The data file has no {quoted(name)}.")
            continue
        column = subject.column(name)
        rows = subject.at(level) & column.rows(column.which(lambda item: not item))
        yield from _rows(rows, name, f"{quoted(name)} is empty at the level {level.text}.")


@screener.check("geog_overcompleted_cols", Stage.GEOGRAPHY)
def columns_are_filled_in_inside_their_place_alone(subject: Subject) -> Iterator[Fault]:
    """A place's columns are filled in only on rows about that place or something inside it.

    Empty the cells: a row about a region names no local authority.
    """
    for level in KNOWN_LEVELS:
        if level is geographic_levels.NATIONAL:
            continue
        single = () if level in _ONE_PLACE else _ONE_PLACE
        elsewhere = ~subject.at(level, *_FILLED_AT.get(level, ()), *single)
        for column in subject.present(level.columns):
            if subject.only_name == column.name and column.name in ONLY_NAMES:
                continue
            rows = elsewhere & column.rows(column.which(bool))
            yield from _rows(rows, column.name, f"{quoted(column.name)} is filled in on rows of other levels.")


def _rows(rows: NDArray[np.bool_], column: str, said: str) -> Iterator[Fault]:
    if rows.any():
        yield Fault(said, column=column, line=first_line(rows), lines=int(rows.sum()))
