"""Checks of the rows of the meta file: which columns they name, and how."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from alder.publishing.screener.check import META, Fault, Stage, quoted, screener
from alder.publishing.screener.checks.place_names import looks_like_a_place
from alder.publishing.screener.subject import KNOWN_COLUMNS, ONLY_NAMES
from alder.show.data_pair import FILTER, INDICATOR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.publishing.screener.subject import Subject


def empty(subject: Subject, column: str) -> Iterator[Fault]:
    """Rows of the meta file whose cell in a column is empty."""
    for line, row in subject.lines():
        if not getattr(row, column).strip():
            yield Fault(f"{column} is empty.", META, column, line, 1)


def twice(subject: Subject, column: str) -> Iterator[Fault]:
    """What stands in a column of the meta file more than once."""
    found = defaultdict(list)
    for line, row in subject.lines():
        if text := getattr(row, column):
            found[text].append(line)
    for text, lines in found.items():
        if len(lines) > 1:
            yield Fault(f"{quoted(text)} stands on {len(lines)} lines.", META, column, lines[1], len(lines))


@screener.check("meta_col_type", Stage.META_NEEDED)
def filter_or_indicator(subject: Subject) -> Iterator[Fault]:
    """col_type is Filter or Indicator, spelt so.

    Write Filter for columns that tell rows apart, Indicator for columns of figures.
    """
    for line, row in subject.lines():
        if row.col_type not in (FILTER, INDICATOR):
            yield Fault(f"col_type is {quoted(row.col_type)}.", META, "col_type", line, 1)


@screener.check("meta_ob_unit", Stage.META_NEEDED)
def no_time_or_place_in_the_meta_file(subject: Subject) -> Iterator[Fault]:
    """The meta file has no row about a column that says when or where.

    Take the row out.
    """
    for line, row in subject.lines():
        for column in ("col_name", "filter_grouping_column"):
            name = getattr(row, column)
            if name in KNOWN_COLUMNS and name not in ONLY_NAMES:
                yield Fault(f"{quoted(name)} says when or where.", META, column, line, 1)


@screener.check("meta_col_name", Stage.META_NEEDED)
def every_row_names_its_column(subject: Subject) -> Iterator[Fault]:
    """col_name is filled in on every row.

    Write the name of the column, or take the empty row out.
    """
    yield from empty(subject, "col_name")


@screener.check("meta_dupe_label", Stage.META)
def labels_differ(subject: Subject) -> Iterator[Fault]:
    """No two rows have the same label.

    Say in each label what sets it apart.
    """
    yield from twice(subject, "label")


@screener.check("meta_label", Stage.META)
def every_row_has_a_label(subject: Subject) -> Iterator[Fault]:
    """label is filled in on every row.

    Write what people should read in place of the column's name.
    """
    yield from empty(subject, "label")


@screener.check("meta_geog_catch", Stage.META)
def no_place_among_the_filters(subject: Subject) -> Iterator[Fault]:
    """No filter's name looks like that of a column with places.

    Give places their own columns, or give the filter another name. A school's or provider's name may be a filter
    where it is the only one.
    """
    for line, row in subject.lines():
        named = [("col_name", row.col_name)] if row.col_type == FILTER else []
        for column, name in (*named, ("filter_grouping_column", row.filter_grouping_column)):
            if name and name != subject.only_name and looks_like_a_place(name):
                yield Fault(f"{quoted(name)} looks like a place's column.", META, column, line, 1)


@screener.check("meta_col_name_spaces", Stage.META)
def no_space_in_names_of_the_meta_file(subject: Subject) -> Iterator[Fault]:
    """col_name has no space.

    Write an underscore for the space, in the data file and in the meta file.
    """
    for line, row in subject.lines():
        if re.search(r"\s", row.col_name):
            yield Fault(f"{quoted(row.col_name)} has a space in it.", META, "col_name", line, 1)


@screener.check("meta_col_name_dupe", Stage.META)
def every_column_has_one_row(subject: Subject) -> Iterator[Fault]:
    """No column has two rows.

    Take one of the rows out.
    """
    yield from twice(subject, "col_name")
