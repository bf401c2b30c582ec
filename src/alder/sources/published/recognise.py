"""Which reference tables a file holds, known by the names of its columns."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from alder.errors import UnreadableFile
from alder.look.words import listed
from alder.sources.published.known import Known, folded
from alder.sources.published.tables import forms

if TYPE_CHECKING:
    from collections.abc import Sequence


_OF_LEARNERS = frozenset({"ULN"})
"""Columns that many lists of learners have, and that make none of them a reference table."""


def recognise(header: Sequence[str], file: str) -> tuple[Known, ...]:
    """The tables whose columns the file has; none where it holds no table that Alder takes.

    Of two tables that are known by all their columns, one of which has all columns of the other, the larger is meant.
    A file may fill several others. Of rivals with the same columns the name of the file decides.
    """
    whole = list(filter(None, (f.in_file(header) for f in forms())))
    plain = [f for f in whole if f.is_plain]
    smaller = [f for f in plain if any(set(f.schema.names) < set(o.schema.names) for o in plain)]
    found = [f for f in whole if f not in smaller]
    # A single column, such as EmpId, stands in many files that are no register of it. A list of learners' numbers is
    # taken for one by nothing that it says: whoever checks three learners has such a list, under whatever name.
    alone = len(found) == 1 and (len(header) == 1 or is_published_as(file, found[0]))
    found = [f for f in found if f.needs > 1 or (alone and not _OF_LEARNERS & set(f.keys))]
    for group in _rivals(found):
        named = [f for f in group if is_published_as(file, f)]
        if len(named) != 1:
            raise UnreadableFile(
                "the columns of this file fit more than one table: "
                + listed(list(dict.fromkeys(f.name for f in group)), "or"),
                where=f"{file}, line 1",
                next="Nothing was added. Say which it is with --table NAME.",
            )
        found = [f for f in found if f not in group or f in named]
    return tuple(found)


def by_one_column(header: Sequence[str]) -> Known | None:
    """The table that a file might hold by the one column that it needs, if somebody says so."""
    return next((found for f in forms() if (found := f.in_file(header)) is not None and found.needs == 1), None)


def nearest(header: Sequence[str]) -> Known | None:
    """The table that a file comes close to: it has the keys, and more columns than not."""
    near = []
    for known in forms():
        lacks = known.lacks(header)
        keys = {known.shown(k) for k in known.keys}
        if lacks and known.needs > 2 and not keys & set(lacks) and len(lacks) * 2 < known.needs:
            near.append((len(lacks), -known.needs, known))
    return min(near, key=lambda n: n[:2], default=(0, 0, None))[2]


def is_published_as(file: str, known: Known) -> bool:
    """Whether the file has the name under which publishers give this table."""
    return bool(known.file and re.fullmatch(f"(?:.*_)?(?:{known.file})", folded(stem(file)), re.IGNORECASE))


def stem(file: str) -> str:
    """The name of a file without folder and endings."""
    name = PurePath(file.replace("\\", "/")).name
    for ending in (".gz", ".zip", ".csv", ".txt", ".whl"):
        name = name[: -len(ending)] if name.lower().endswith(ending) else name
    return name


def _rivals(found: Sequence[Known]) -> list[list[Known]]:
    """Tables of which the file can hold only one, together."""
    groups: dict[str, list[Known]] = {}
    for known in found:
        rivals = known.rivals or (",".join(sorted(known.schema.names)) if known.is_plain else known.name)
        groups.setdefault(rivals, []).append(known)
    return [group for group in groups.values() if len(group) > 1]
