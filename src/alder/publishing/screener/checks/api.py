"""Checks that a data set can be served by the service's own API. They advise; Alder serves every data set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.publishing.screener.check import META, Fault, Stage, quoted, screener, some
from alder.publishing.screener.subject import KNOWN_LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from alder.publishing.screener.subject import Subject

LONGEST_NAME = 50
LONGEST_LABEL = 100
LONGEST_CODE = 30
LONGEST_ITEM = 120


@screener.check("api_char_col_name", Stage.API, advises=True)
def short_names(subject: Subject) -> Iterator[Fault]:
    """Names of columns have at most 50 characters.

    Shorten the name in the data file and in the meta file.
    """
    for name in subject.names:
        if len(name) > LONGEST_NAME:
            yield Fault(f"{quoted(name)} has {len(name)}.", column=name, line=1, lines=1)


@screener.check("api_char_col_label", Stage.API, advises=True)
def short_labels(subject: Subject) -> Iterator[Fault]:
    """Labels have at most 100 characters.

    Shorten the label; a filter's hint has room for more.
    """
    for line, row in subject.lines():
        if len(row.label) > LONGEST_LABEL:
            yield Fault(f"{quoted(row.label)} has {len(row.label)}.", META, "label", line, 1)


@screener.check("api_char_loc_code", Stage.API, advises=True)
def short_codes(subject: Subject) -> Iterator[Fault]:
    """Codes of places have at most 30 characters.

    Use the official code.
    """
    yield from _long(subject, (name for level in KNOWN_LEVELS for name in level.code_columns), LONGEST_CODE)


@screener.check("api_char_filter_items", Stage.API, advises=True)
def short_items(subject: Subject) -> Iterator[Fault]:
    """Items of filters and names of places have at most 120 characters.

    Shorten the item; the filter's hint has room for more.
    """
    names = [*subject.filters_and_groups, *(level.name_column for level in KNOWN_LEVELS)]
    yield from _long(subject, dict.fromkeys(names), LONGEST_ITEM)


def _long(subject: Subject, names: Iterable[str], longest: int) -> Iterator[Fault]:
    for column in subject.present(names):
        for number in column.which(lambda item: len(item) > longest):
            said = f"{quoted(column.items[number])} has {len(column.items[number])}."
            yield Fault(said, column=column.name, line=column.line([number]), lines=column.count([number]))


@screener.check("data_dict_col_name", Stage.API, advises=True, needs=("dictionary",))
def names_are_in_the_dictionary(subject: Subject) -> Iterator[Fault]:
    """Every column of the meta file is in the department's data dictionary.

    Use the dictionary's name where it has one. Data about further education mostly are not in it.
    """
    known = _dictionary_names(subject)
    for line, row in subject.lines():
        for column in ("col_name", "filter_grouping_column"):
            name = getattr(row, column)
            if name and (row.col_type, name) not in known:
                yield Fault(f"{quoted(name)} is not in the dictionary.", META, column, line, 1)


@screener.check("data_dict_fil_item", Stage.API, advises=True, needs=("dictionary",))
def items_are_in_the_dictionary(subject: Subject) -> Iterator[Fault]:
    """Every item of a filter that the data dictionary has is in the data dictionary too.

    Use the dictionary's spelling.
    """
    names = _dictionary_names(subject)
    items = set()
    for _, name, item, parent, parent_item in subject.lists["dictionary"]:
        items |= {(name, item), (parent, parent_item)}
    asked = [name for name in subject.filters_and_groups if ("Filter", name) in names]
    for column in subject.present(asked):
        known = {item for name, item in items if name == column.name}
        if odd := [number for number, item in enumerate(column.items) if item not in known]:
            said = f"Not in the dictionary: {some([column.items[number] for number in odd])}."
            yield Fault(said, column=column.name, line=column.line(odd), lines=column.count(odd))


def _dictionary_names(subject: Subject) -> set[tuple[str, str]]:
    """The types and names of the dictionary's columns, and those of the tier above."""
    rows = subject.lists["dictionary"]
    return {(kind, name) for kind, own, _, parent, _ in rows for name in (own, parent) if name}
