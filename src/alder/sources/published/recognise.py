"""Which reference tables a file holds, known by the names of its columns."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from alder.errors import UnreadableFile
from alder.look.words import listed
from alder.sources.published.tables import FILES, Known, folded, tables

if TYPE_CHECKING:
    from collections.abc import Sequence


def recognise(header: Sequence[str], file: str) -> tuple[Known, ...]:
    """The tables whose columns the file has; none where it holds no table that Alder takes.

    Of two tables one of which has all columns of the other, the larger is meant. A file may fill several others.
    """
    whole = [t for t in tables().values() if not t.lacks(header)]
    largest = [t for t in whole if not any(set(t.schema.names) < set(o.schema.names) for o in whole)]
    if len(largest) > 1:
        # A single column, such as ULN, stands in many files that are no register of it.
        largest = [t for t in largest if len(t.schema.names) > 1]
    for one in largest:
        same = [t for t in largest if set(t.schema.names) == set(one.schema.names)]
        if len(same) > 1:
            named = [t for t in same if folded(t.name) == folded(stem(file))]
            if not named:
                raise UnreadableFile(
                    f"the columns of this file fit more than one table: {listed([t.name for t in same], 'or')}",
                    where=f"{file}, line 1",
                    next="Nothing was added. Say which it is with --table NAME.",
                )
            largest = [t for t in largest if t not in same or t in named]
    return tuple(largest)


def nearest(header: Sequence[str]) -> Known | None:
    """The table that a file comes close to: it has the keys, and more columns than not."""
    near = [
        t
        for t in tables().values()
        if len(t.schema.names) > 2
        and not set(t.keys) & set(t.lacks(header))
        and len(t.lacks(header)) * 2 < len(t.schema.names)
    ]
    return min(near, key=lambda t: (len(t.lacks(header)), -len(t.schema.names)), default=None)


def is_published_as(file: str, known: Known) -> bool:
    """Whether the file has the name under which publishers give this table."""
    return folded(stem(file)).split("_")[-1] == folded(FILES.get(known.name, known.name)).split("_")[-1]


def stem(file: str) -> str:
    """The name of a file without folder and endings."""
    name = PurePath(file.replace("\\", "/")).name
    for ending in (".gz", ".zip", ".csv", ".txt"):
        name = name[: -len(ending)] if name.lower().endswith(ending) else name
    return name
