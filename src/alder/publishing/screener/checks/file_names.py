"""Checks of the names of the two files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alder.publishing.screener.check import DATA, META, Fault, Stage, quoted, screener

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
