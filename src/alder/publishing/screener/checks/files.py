"""Checks of the two files before anything else is asked of them: their names, and the columns that they need."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alder.publishing.screener.check import DATA, META, Fault, Stage, quoted, screener, some
from alder.publishing.screener.subject import KNOWN_COLUMNS
from alder.publishing.standard.data_set import NEEDED_COLUMNS, NEEDED_META_COLUMNS
from alder.show.data_pair import META_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.publishing.screener.subject import Subject

_ENDING = re.compile(r"(\.meta)?\.csv(\.gz)?$")
_OTHER = re.compile(r"[^A-Za-z0-9_\-\s]")


def _named(subject: Subject) -> Iterator[tuple[str, str, str]]:
    """Each file: which it is, its name, and its name without the ending."""
    for kind, name in ((DATA, subject.data_set.data_file), (META, subject.data_set.meta_file)):
        yield kind, name, _ENDING.sub("", name)


@screener.check("filename_spaces", Stage.FILE_NAMES)
def no_space_in_file_names(subject: Subject) -> Iterator[Fault]:
    """The names of both files have no space.

    Rename the file; an underscore does for a space.
    """
    for kind, name, _ in _named(subject):
        if re.search(r"\s", name):
            yield Fault(f"{quoted(name)} has a space in its name.", kind)


@screener.check("filename_special", Stage.FILE_NAMES)
def plain_letters_in_file_names(subject: Subject) -> Iterator[Fault]:
    """The names of both files have letters, digits, hyphens and underscores alone.

    Rename the file.
    """
    for kind, name, stem in _named(subject):
        if odd := sorted(set(_OTHER.findall(stem))):
            yield Fault(f"{quoted(name)} has {quoted(''.join(odd))} in its name.", kind)


@screener.check("filenames_match", Stage.FILE_NAMES)
def file_names_match(subject: Subject) -> Iterator[Fault]:
    """The data file is NAME.csv and its meta file NAME.meta.csv, with the same NAME.

    Rename the meta file after the data file.
    """
    (_, data, stem), (_, meta, other) = _named(subject)
    if stem != other or ".meta.csv" not in meta:
        yield Fault(f"{quoted(data)} goes with {quoted(stem + '.meta.csv')}, not with {quoted(meta)}.", META)


@screener.check("col_req_meta", Stage.COLUMNS_NEEDED)
def columns_of_the_meta_file(subject: Subject) -> Iterator[Fault]:
    """The meta file has its eight columns.

    Add the columns that are not there, spelt as here; their cells may be empty where the standard allows it.
    """
    if missing := [name for name in NEEDED_META_COLUMNS if name not in subject.data_set.meta.columns]:
        yield Fault(f"The meta file has no {some(missing)}.", META)


@screener.check("col_invalid_meta", Stage.COLUMNS_NEEDED)
def no_other_column_in_the_meta_file(subject: Subject) -> Iterator[Fault]:
    """The meta file has no columns but its eight, filter_default and parent_filter.

    Take the other columns out, or correct the spelling of their names.
    """
    if other := [name for name in subject.data_set.meta.columns if name not in META_COLUMNS]:
        yield Fault(f"The meta file has {some(other)}.", META)


@screener.check("col_req_data", Stage.COLUMNS_NEEDED)
def columns_of_the_data_file(subject: Subject) -> Iterator[Fault]:
    """The data file has the five columns that say when and where.

    Add the columns that are not there, spelt as here.
    """
    if missing := [name for name in NEEDED_COLUMNS if name not in subject.names]:
        yield Fault(f"The data file has no {some(missing)}.")


@screener.check("col_to_rows", Stage.COLUMNS_NEEDED)
def enough_columns_for_the_meta_file(subject: Subject) -> Iterator[Fault]:
    """The data file has at least five columns more than the meta file has rows.

    Take rows out of the meta file that describe no column, or add the columns to the data.
    """
    if len(subject.names) < len(subject.rows) + len(NEEDED_COLUMNS):
        said = f"The meta file has {len(subject.rows)} rows, and the data file {len(subject.names)} columns."
        yield Fault(said, META)


@screener.check("cross_meta_to_data", Stage.BOTH_FILES)
def what_the_meta_file_names_is_in_the_data(subject: Subject) -> Iterator[Fault]:
    """Every column that the meta file names is in the data file.

    Correct the name in the meta file, or add the column to the data.
    """
    for line, row in subject.lines():
        for column in ("col_name", "filter_grouping_column"):
            name = getattr(row, column)
            if name and name not in subject.names:
                yield Fault(f"The data file has no column {quoted(name)}.", META, column, line, 1)


@screener.check("cross_data_to_meta", Stage.BOTH_FILES, advises=True)
def what_the_data_hold_is_in_the_meta_file(subject: Subject) -> Iterator[Fault]:
    """Every column of the data says when or where, is in the meta file, or holds the same in every row.

    Add a row to the meta file for the column, or take the column out of the data.
    """
    named = {*(row.col_name for row in subject.rows), *subject.groups, *KNOWN_COLUMNS}
    for name in subject.names:
        if name not in named and len(subject.column(name).items) > 1:
            yield Fault(f"The meta file says nothing of {quoted(name)}.", column=name)
