"""Checks of filters, their grouping columns and their items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.publishing.screener.check import META, Fault, Stage, quoted, screener, some
from alder.publishing.screener.subject import KNOWN_COLUMNS, ONLY_NAMES, looks_like_a_place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.publishing.screener.subject import Column, Subject

MOST_ITEMS = 25_000
TOTAL = "Total"
_TOTALS = frozenset({"Total", "total", "All", "all"})


@screener.check("filter_not_singular", Stage.FILTERS_NEEDED)
def filters_have_two_items(subject: Subject) -> Iterator[Fault]:
    """Each filter has at least two different items.

    Take the row out of the meta file; a column that is the same in every row may stay in the data.
    """
    for column in subject.present(subject.filters):
        if len(column.items) < 2:
            yield Fault(f"{quoted(column.name)} has {_only(column)}.", column=column.name)


def _only(column: Column) -> str:
    return f"{quoted(column.items[0])} alone" if column.items else "no items"


@screener.check("filter_defaults", Stage.FILTERS, advises=True)
def filters_have_their_default(subject: Subject) -> Iterator[Fault]:
    """Each filter has the item that is chosen where nobody chooses: its filter_default, else Total.

    Add rows for the total, or name another item in filter_default.
    """
    wanted = {row.col_name: row.filter_default or TOTAL for _, row in subject.of_type("Filter")}
    wanted |= {name: TOTAL for name in subject.groups if name not in wanted}
    for column in subject.present(wanted):
        if wanted[column.name] not in column.items:
            yield Fault(f"{quoted(column.name)} has no {quoted(wanted[column.name])}.", column=column.name)


@screener.check("filter_group_level", Stage.FILTERS)
def groups_are_fewer_than_items(subject: Subject) -> Iterator[Fault]:
    """A grouping column has no more different items than the filter that it groups.

    Swap the two columns in the meta file, where the wrong one groups the other.
    """
    for line, row in subject.of_type("Filter"):
        if row.filter_grouping_column:
            groups, items = (len(subject.column(c).items) for c in (row.filter_grouping_column, row.col_name))
            if groups > items:
                said = f"{quoted(row.filter_grouping_column)} has {groups:,} items, {quoted(row.col_name)} {items:,}."
                yield Fault(said, META, "filter_grouping_column", line, 1)


@screener.check("filter_item_limit", Stage.FILTERS)
def filters_have_not_too_many_items(subject: Subject) -> Iterator[Fault]:
    """No filter has more than 25,000 different items.

    Split the data set, or publish the finest level as a file.
    """
    for column in subject.present(subject.filters):
        if len(column.items) > MOST_ITEMS:
            yield Fault(f"{quoted(column.name)} has {len(column.items):,} items.", column=column.name)


@screener.check("filter_whitespace", Stage.FILTERS)
def no_space_around_items(subject: Subject) -> Iterator[Fault]:
    """No item of a filter starts or ends with a space.

    Trim the items: with the space they are taken for other items.
    """
    for column in subject.present(subject.filters_and_groups):
        if numbers := column.which(lambda item: item != item.strip()):
            said = f"With a space around: {some([column.items[n] for n in numbers])}."
            yield Fault(said, column=column.name, line=column.line(numbers), lines=column.count(numbers))


@screener.check("filter_ob_total", Stage.FILTERS)
def no_totals_of_time_or_place(subject: Subject) -> Iterator[Fault]:
    """No column that says when or where holds Total or All.

    Leave the cell empty: the geographic level says that a row is about more than one such place.
    """
    for name in subject.names:
        asked = name in KNOWN_COLUMNS - set(ONLY_NAMES) or looks_like_a_place(name, countries=True)
        if not asked or (subject.only_name and name in ONLY_NAMES):
            continue
        column = subject.column(name)
        if numbers := column.which(_TOTALS.__contains__):
            said = f"{quoted(name)} holds {some([column.items[n] for n in numbers])}."
            yield Fault(said, column=name, line=column.line(numbers), lines=column.count(numbers))


@screener.check("filter_blanks", Stage.FILTERS)
def filters_are_filled_in(subject: Subject) -> Iterator[Fault]:
    """No cell of a filter or of a grouping column is empty.

    Write Total where a row is about all items.
    """
    for column in subject.present(subject.filters_and_groups):
        if numbers := column.which(lambda item: not item):
            said = f"{quoted(column.name)} is empty."
            yield Fault(said, column=column.name, line=column.line(numbers), lines=column.count(numbers))
