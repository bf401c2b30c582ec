"""Checks of the meta file: the columns that its rows name, and its cells, some for filters and some for indicators."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from alder.publishing.screener.check import META, Fault, Stage, quoted, screener, some
from alder.publishing.screener.subject import KNOWN_COLUMNS, ONLY_NAMES, looks_like_a_place
from alder.publishing.standard.data_set import UNITS, decimals
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
    lines_of = defaultdict(list)
    for line, row in subject.lines():
        if text := getattr(row, column):
            lines_of[text].append(line)
    for text, lines in lines_of.items():
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


def _left_empty(subject: Subject, kind: str, column: str) -> Iterator[Fault]:
    """Rows of one kind that fill a cell of the other."""
    a_kind = "an indicator" if kind == INDICATOR else "a filter"
    for line, row in subject.of_type(kind):
        if text := getattr(row, column):
            said = f"{quoted(row.col_name)} is {a_kind} and has {quoted(text)}."
            yield Fault(said, META, column, line, 1)


@screener.check("meta_fil_grp", Stage.META)
def no_grouping_column_for_indicators(subject: Subject) -> Iterator[Fault]:
    """Indicators leave filter_grouping_column empty.

    Empty the cell; headings of indicators go into indicator_grouping.
    """
    yield from _left_empty(subject, INDICATOR, "filter_grouping_column")


@screener.check("meta_fil_grp_dupe", Stage.META)
def a_grouping_column_groups_one_filter(subject: Subject) -> Iterator[Fault]:
    """A column groups the items of one filter alone.

    Make a grouping column for each of the filters.
    """
    yield from twice(subject, "filter_grouping_column")


@screener.check("meta_fil_grp_is_fil", Stage.META, advises=True)
def a_grouping_column_is_a_filter_too(subject: Subject) -> Iterator[Fault]:
    """A column that groups a filter's items has a row of its own as a filter.

    Add a row for it to the meta file, so that people can choose by it.
    """
    for line, row in subject.lines():
        name = row.filter_grouping_column
        if name and name not in subject.filters:
            yield Fault(f"{quoted(name)} is not a filter.", META, "filter_grouping_column", line, 1)


@screener.check("meta_fil_grp_match", Stage.META)
def grouping_columns_are_in_the_data(subject: Subject) -> Iterator[Fault]:
    """Every filter_grouping_column is in the data file.

    Correct the name in the meta file, or add the column to the data.
    """
    for line, row in subject.lines():
        name = row.filter_grouping_column
        if name and name not in subject.names:
            yield Fault(f"The data file has no column {quoted(name)}.", META, "filter_grouping_column", line, 1)


@screener.check("meta_fil_grp_stripped", Stage.META)
def groups_differ_in_letters(subject: Subject) -> Iterator[Fault]:
    """Headings that group a filter's items differ in their letters and digits, not in signs and spaces alone.

    Spell the heading in one way.
    """
    for column in subject.present(dict.fromkeys(subject.groups)):
        by_letters = defaultdict(list)
        for item in column.items:
            by_letters["".join(filter(str.isalnum, item))].append(item)
        for alike in by_letters.values():
            if len(alike) > 1:
                numbers = column.which(alike[1:].__contains__)
                yield Fault(f"The same without signs: {some(alike)}.", column=column.name, line=column.line(numbers))


@screener.check("meta_filter_hint", Stage.META)
def no_filter_hint_for_indicators(subject: Subject) -> Iterator[Fault]:
    """Indicators leave filter_hint empty.

    Empty the cell.
    """
    yield from _left_empty(subject, INDICATOR, "filter_hint")


@screener.check("meta_indicator_dp", Stage.META)
def no_decimal_places_for_filters(subject: Subject) -> Iterator[Fault]:
    """Filters leave indicator_dp empty.

    Empty the cell.
    """
    yield from _left_empty(subject, FILTER, "indicator_dp")


@screener.check("meta_ind_dp_set", Stage.META, advises=True)
def decimal_places_are_set(subject: Subject) -> Iterator[Fault]:
    """indicator_dp is filled in for every indicator.

    Write with how many decimal places its figures are to be shown: 0 for counts.
    """
    for line, row in subject.of_type(INDICATOR):
        if not row.indicator_dp:
            yield Fault(f"{quoted(row.col_name)} has none.", META, "indicator_dp", line, 1)


@screener.check("meta_ind_dp_values", Stage.META)
def decimal_places_are_whole_numbers(subject: Subject) -> Iterator[Fault]:
    """indicator_dp is empty or a whole number, 0 or more.

    Write the number alone.
    """
    for line, row in subject.lines():
        if row.indicator_dp and decimals(row.indicator_dp) is None:
            yield Fault(f"indicator_dp is {quoted(row.indicator_dp)}.", META, "indicator_dp", line, 1)


@screener.check("meta_ind_unit", Stage.META)
def no_unit_for_filters(subject: Subject) -> Iterator[Fault]:
    """Filters leave indicator_unit empty.

    Empty the cell.
    """
    yield from _left_empty(subject, FILTER, "indicator_unit")


@screener.check("meta_ind_unit_validation", Stage.META)
def units_are_known(subject: Subject) -> Iterator[Fault]:
    """indicator_unit is empty or one of %, pp, £, £m and numberstring.

    Leave it empty for counts; say other units in the label.
    """
    for line, row in subject.lines():
        if row.indicator_unit not in UNITS:
            yield Fault(f"indicator_unit is {quoted(row.indicator_unit)}.", META, "indicator_unit", line, 1)


@screener.check("meta_indicator_grouping", Stage.META)
def no_indicator_grouping_for_filters(subject: Subject) -> Iterator[Fault]:
    """Filters leave indicator_grouping empty.

    Empty the cell; the items of filters are grouped by filter_grouping_column.
    """
    yield from _left_empty(subject, FILTER, "indicator_grouping")
