"""Checks of the names of columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alder.publishing.screener.check import META, Fault, Stage, quoted, screener
from alder.show.data_pair import INDICATOR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alder.publishing.screener.subject import Subject

PEOPLE = (
    "male",
    "female",
    "asian",
    "chinese",
    "indian",
    "pakistani",
    "bangladeshi",
    "black",
    "african",
    "caribbean",
    "white",
    "roma",
    "irish",
    "english",
    "british",
    "scottish",
    "welsh",
    "northern irish",
    "arab",
)
"""Words that look like items of a filter."""

_OLD_FILTERS = ("characteristic", "characteristic_group")


def _named(subject: Subject, odd: Callable[[str], object], said: str) -> Iterator[Fault]:
    for name in subject.names:
        if odd(name):
            yield Fault(f"{quoted(name)} {said}.", column=name, line=1, lines=1)


@screener.check("col_names_spaces", Stage.COLUMN_NAMES)
def no_space_in_column_names(subject: Subject) -> Iterator[Fault]:
    """The names of the data's columns have no space.

    Write an underscore for the space, in the data file and in the meta file.
    """
    yield from _named(subject, lambda name: re.search(r"\s", name), "has a space in it")


@screener.check("col_snake_case", Stage.COLUMN_NAMES, advises=True)
def column_names_in_snake_case(subject: Subject) -> Iterator[Fault]:
    """The names of the data's columns have small letters, digits and underscores alone.

    Rename the column in the data file and in the meta file; people read its label, not its name.
    """
    yield from _named(subject, lambda name: not re.fullmatch("[a-z0-9_]*", name), "has other letters in it")


@screener.check("col_var_start", Stage.COLUMN_NAMES, advises=True)
def column_names_start_with_a_letter(subject: Subject) -> Iterator[Fault]:
    """The name of each column of the data starts with a small letter.

    Rename the column in the data file and in the meta file.
    """
    yield from _named(subject, lambda name: not re.match("[a-z]", name), "does not start with a small letter")


@screener.check("col_ind_smushed", Stage.COLUMN_NAMES)
def no_people_in_names_of_indicators(subject: Subject) -> Iterator[Fault]:
    """No indicator's name holds a word for a group of people, such as female or white.

    Make a filter of the groups: one row for each, and one indicator for all. The check looks for letters within the
    name, so that an indicator about the subject English is found too: give it another name.
    """
    for line, row in subject.of_type(INDICATOR):
        if people := [word for word in PEOPLE if word in row.col_name.lower()]:
            said = f"{quoted(row.col_name)} holds {quoted(max(people, key=len))}."
            yield Fault(said, META, "col_name", line, 1)


@screener.check("col_var_characteristic", Stage.COLUMN_NAMES, advises=True)
def no_column_called_characteristic(subject: Subject) -> Iterator[Fault]:
    """The meta file names no column characteristic or characteristic_group.

    Make a filter of each characteristic, with a name of its own.
    """
    for line, row in subject.lines():
        for column in ("col_name", "filter_grouping_column"):
            if getattr(row, column) in _OLD_FILTERS:
                yield Fault(f"{quoted(getattr(row, column))} mixes several filters.", META, column, line, 1)
