"""Checks of the cells of the meta file: those of indicators and those of filters keep to their own rows."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from alder.publishing.screener.check import META, Fault, Stage, quoted, screener, some
from alder.publishing.screener.checks.meta_rows import twice
from alder.publishing.standard.meta_file import UNITS, decimals
from alder.show.data_pair import FILTER, INDICATOR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.publishing.screener.subject import Subject


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
        found = defaultdict(list)
        for item in column.items:
            found["".join(filter(str.isalnum, item))].append(item)
        for alike in found.values():
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
